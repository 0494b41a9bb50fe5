import type { Annotation } from '#lib/annotation/annotation.ts';
import type { LetterWords } from '#lib/consult/answer/letter.ts';

/** A measurement in one line: its label, or what it is; its sizes with their trust when that isn't a matter of course. */
export function measureLine(mark: Annotation, words: LetterWords): string {
	const values = mark.seen.slice(0, 2).map(({ value, unit, trust }) => {
		const doubt = trust === 'calibrated' ? '' : ` (${words.trust[trust]})`;
		return `${Math.round(value * 10) / 10}\u00a0${words.unit(unit)}${doubt}`;
	});
	const what = mark.label === '' ? (words.kind[mark.kind] ?? mark.kind) : mark.label;
	return `${what} ${values.join(' × ')}`;
}
