/** The numbers of a mark as a reader sees them: with their unit, and how far they may be trusted. Pure, so that each word can be tested. */
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import type { Measure } from '#lib/annotation/measures.ts';
import type { MarksWords } from '#lib/i18n/areas/marks.ts';
import { isStatistic } from '#lib/annotation/measured-on.ts';

export interface MarkLine {
	readonly text: string;
	readonly kind: 'value' | 'quiet' | 'attention';
	/** Told of the chosen mark only: a picture full of numbers is no picture. */
	readonly detail?: true;
}

/** "48.2 มม." */
export function numberText({ value, unit, name }: Measure, words: MarksWords): string {
	const known = unit === 'mm' || unit === 'mm²' || unit === 'px' || unit === 'px²' || unit === '°';
	const figure = known || name === 'mean' || name === 'deviation' ? value.toFixed(1) : plain(value);
	if (!known) return unit === '' ? signed(figure) : `${signed(figure)} ${unit}`;
	return unit === '°' ? `${figure}°` : `${figure} ${words.units[unit]}`;
}

/** What stands beside a mark, in lines. */
export function measureLines(
	kind: AnnotationKind,
	measures: readonly Measure[],
	words: MarksWords,
): MarkLine[] {
	const of = (name: Measure['name']): Measure | undefined => measures.find((one) => one.name === name);
	const lines: MarkLine[] = [];
	const say = (text: string): number => lines.push({ text, kind: 'value' });
	const detail = (text: string): number => lines.push({ text, kind: 'value', detail: true });
	const [length, width, angle, area, perimeter] = [
		of('length'),
		of('width'),
		of('angle'),
		of('area'),
		of('perimeter'),
	];
	if (length && width) say(`${length.value.toFixed(1)} × ${numberText(width, words)}`);
	else if (length) say(`${kind === 'circle' ? '⌀ ' : ''}${numberText(length, words)}`);
	if (angle) say(numberText(angle, words));
	if (area) say(`${words.measure.area} ${numberText(area, words)}`);
	if (perimeter) detail(`${words.measure.perimeter} ${numberText(perimeter, words)}`);
	const [mean, deviation, least, most, value] = [
		of('mean'),
		of('deviation'),
		of('least'),
		of('most'),
		of('value'),
	];
	if (value) say(numberText(value, words));
	if (mean && deviation)
		say(`${words.measure.mean} ${signed(mean.value.toFixed(1))} ± ${numberText(deviation, words)}`);
	if (least && most) detail(words.measure.range(signed(plain(least.value)), numberText(most, words)));
	const sized = length ?? area;
	if (sized) lines.push({ text: words.trust[sized.trust], kind: 'quiet' });
	if (measures.some((one) => isStatistic(one) && one.trust === 'estimated'))
		lines.push({ text: words.lossyValues, kind: 'attention' });
	return lines;
}

/** Whole numbers as they are, others to a hundredth. */
function plain(value: number): string {
	return String(Number(value.toFixed(2)));
}

/** The minus of print, which no font confuses with a hyphen. */
function signed(figure: string): string {
	return figure.replace('-', '−');
}
