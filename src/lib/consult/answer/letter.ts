/**
 * The letter that an answer becomes, as words and figures ready to be set: the same content for the preview, the printed page
 * and the PDF, so that nobody signs one thing and prints another. Words come from outside (`i18n/areas/letter`), since a room
 * without a language may still need the letter.
 */
import type { SeenMeasure } from '#lib/annotation/annotation.ts';
import { isStatistic } from '#lib/annotation/measured-on.ts';
import type { ImageNote, MarkNote, Place, Proposal, Statement } from './statement.ts';
import type { Urgency } from './opinion.ts';
import { labelPlace, markLines } from './mark-lines.ts';
import type { MarkLine } from './mark-lines.ts';
import { shownPart } from './shown-part.ts';
import type { Part } from './shown-part.ts';

export interface LetterWords {
	readonly version: (n: number) => string;
	readonly urgency: Readonly<Record<Urgency, string>>;
	readonly section: Readonly<Record<'findings' | 'impression' | 'recommendation', string>>;
	readonly sex: Readonly<Record<'M' | 'F' | 'O' | 'unknown', string>>;
	readonly noName: string;
	readonly hn: (id: string | null) => string;
	readonly nameDoubt: Readonly<Record<'guessed' | 'damaged', string>>;
	readonly born: (day: string) => string;
	readonly years: (n: number) => string;
	readonly unit: (unit: string) => string;
	readonly measure: Readonly<Record<SeenMeasure['name'], string>>;
	readonly trust: Readonly<Record<SeenMeasure['trust'], string>>;
	readonly nearValue: string;
	readonly kind: Readonly<Record<string, string>>;
	readonly flag: Readonly<Record<string, string>>;
	readonly lossy: (ratio: string | null) => string;
	readonly place: (place: { modality: string; series: string; image: string; frame: string }) => string;
	readonly frame: (n: number, of: number) => string;
	readonly window: (centre: string, width: string) => string;
	readonly ownWindow: string;
	readonly inverted: string;
	readonly mirrored: string;
	readonly turned: (degrees: number) => string;
	readonly noScale: string;
	readonly scale: (mm: number) => string;
	readonly key: (n: number) => string;
	readonly untitled: string;
	readonly by: (name: string) => string;
}

export interface LetterDates {
	day(iso: string): string;
	/** day and time of day of a moment, ms */
	at(ms: number): string;
}

export interface LetterPicture {
	readonly event: string;
	readonly number: string;
	readonly title: string;
	readonly place: string;
	/** window and how it's turned */
	readonly look: string;
	/** truth about the picture that a reader must know; empty: nothing to warn of */
	readonly flags: readonly string[];
	/** width by height */
	readonly shape: number;
	readonly lines: readonly (MarkLine & { readonly number: number })[];
	readonly labels: readonly { readonly at: Part; readonly text: string }[];
	/** part of the width; null: no length can be trusted on it */
	readonly bar: { readonly part: number; readonly text: string } | null;
	/** where the millimetres come from */
	readonly calibration: string;
}

export interface LetterMeasure {
	readonly what: string;
	readonly label: string;
	/** number and unit, kept on one line by the ones who set it */
	readonly values: readonly { readonly name: string; readonly text: string; readonly trust: string }[];
	readonly place: string;
	readonly author: string;
}

export interface Letter {
	readonly version: string;
	readonly amended: string | null;
	readonly subject: {
		readonly name: string;
		readonly latin: string | null;
		readonly doubt: string | null;
		readonly hn: string;
		readonly line: string;
	};
	readonly studies: readonly string[];
	readonly asked: { readonly question: string; readonly by: string; readonly at: string };
	readonly urgency: { readonly code: Urgency; readonly text: string };
	readonly sections: readonly { readonly key: string; readonly title: string; readonly text: string }[];
	readonly pictures: readonly LetterPicture[];
	readonly measures: readonly LetterMeasure[];
}

export function letterOf(said: Proposal | Statement, words: LetterWords, dates: LetterDates): Letter {
	const { opinion, subject, asked, amends } = said;
	const sections = (['impression', 'findings', 'recommendation'] as const).flatMap((key) =>
		opinion[key] === '' ? [] : [{ key, title: words.section[key], text: opinion[key] }],
	);
	return {
		version: words.version(said.version),
		amended: amends?.reason ?? null,
		subject: {
			name: subject.name.trim() === '' ? words.noName : subject.name,
			latin: subject.latin,
			doubt: subject.nameDoubt === null ? null : words.nameDoubt[subject.nameDoubt],
			hn: words.hn(subject.id),
			line: subjectLine(said, words, dates),
		},
		studies: said.studies.map((study) =>
			[
				study.modalities,
				study.description,
				study.date === null ? null : dates.day(study.date),
				study.institution,
				study.accession === null ? null : `Acc. ${study.accession}`,
			]
				.filter((part) => part !== null && part !== '')
				.join(' · '),
		),
		asked: {
			question: asked.question,
			by: `${asked.name} ${asked.hospitalName}`.trim(),
			at: dates.at(asked.at),
		},
		urgency: { code: opinion.urgency, text: words.urgency[opinion.urgency] },
		sections,
		pictures: said.images.map((image, at) => pictureOf(image, at, words)),
		measures: said.measures.map((one) => ({
			what: words.kind[one.mark.kind] ?? one.mark.kind,
			label: one.mark.label,
			values: valuesOf(one, words),
			place: placeText(one.place, words),
			author: words.by(one.author),
		})),
	};
}

function subjectLine(
	{ subject, studies }: Proposal | Statement,
	words: LetterWords,
	dates: LetterDates,
): string {
	const years = yearsOf(subject.birthDate, studies[0]?.date ?? null, subject.age);
	return [
		words.sex[subject.sex ?? 'unknown'],
		years === null ? null : words.years(years),
		subject.birthDate === null ? null : words.born(dates.day(subject.birthDate)),
		subject.issuer,
	]
		.filter((part) => part !== null && part !== '')
		.join(' · ');
}

/** Whole years at the study; outside 0 to 120 none rather than a wrong one. */
function yearsOf(born: string | null, seen: string | null, age: string | null): number | null {
	if (born !== null && seen !== null && born <= seen) {
		const before = seen.slice(5) < born.slice(5) ? 1 : 0;
		const years = Number(seen.slice(0, 4)) - Number(born.slice(0, 4)) - before;
		if (years >= 0 && years <= 120) return years;
	}
	const told = /^(\d{3})Y$/.exec(age ?? '');
	return told === null || Number(told[1]) > 120 ? null : Number(told[1]);
}

function pictureOf(image: ImageNote, at: number, words: LetterWords): LetterPicture {
	const { look, spacing, aspect, marks } = image;
	const part = shownPart(
		image,
		marks.flatMap((mark) => mark.pixels),
	);
	const drawn = { shape: part.shape, aspect, partOf: part.partOf };
	const perPixel = part.across.of === 'rows' ? spacing?.rowMm : spacing?.columnMm;
	const window = look.window;
	const seen = [
		window === null ? words.ownWindow : words.window(plain(window.center), plain(window.width)),
		look.inverted ? words.inverted : null,
		look.mirrored ? words.mirrored : null,
		look.turn === 0 ? null : words.turned(look.turn),
	];
	return {
		event: image.event,
		number: words.key(at + 1),
		title: image.title === '' ? words.untitled : image.title,
		place: placeText(image.place, words),
		look: seen.filter((one) => one !== null).join(' · '),
		flags: flagsOf(image, words),
		shape: part.shape,
		lines: marks.flatMap((mark, index) =>
			markLines(mark.mark.kind, mark.pixels, drawn).map((line) => ({ ...line, number: index })),
		),
		labels: marks.flatMap((mark) => {
			const text = markText(mark, words);
			return text === '' ? [] : [{ at: labelPlace(mark.mark.kind, mark.pixels.map(part.partOf)), text }];
		}),
		bar: perPixel === undefined ? null : barOf(perPixel * part.across.count, words),
		calibration: spacing === null ? words.noScale : words.trust[spacing.trust],
	};
}

function flagsOf(image: ImageNote, words: LetterWords): string[] {
	const ratio = image.lossyRatio === null ? null : plain(image.lossyRatio);
	return image.flags.flatMap((flag) => (flag === 'lossy' ? [words.lossy(ratio)] : (words.flag[flag] ?? [])));
}

/** About a quarter of the width, in a round number. */
function barOf(widthMm: number, words: LetterWords): LetterPicture['bar'] {
	const mm = [200, 100, 50, 20, 10, 5, 2, 1].find((each) => each <= widthMm * 0.3);
	return mm === undefined ? null : { part: mm / widthMm, text: words.scale(mm) };
}

function markText(mark: MarkNote, words: LetterWords): string {
	const values = valuesOf(mark, words).map(({ name, text }) =>
		name === words.measure.length || name === words.measure.angle ? text : `${name} ${text}`,
	);
	// On the picture the sizes alone: the table has the rest.
	return [mark.mark.label, ...values.slice(0, 2)].filter((one) => one !== '').join('  ');
}

function valuesOf(mark: MarkNote, words: LetterWords): LetterMeasure['values'] {
	return mark.values.map(({ name, value, unit, trust }) => ({
		name: words.measure[name],
		// The minus of print, which no font confuses with a hyphen.
		text: `${decimal(value).replace('-', '\u2212')}\u00a0${words.unit(unit)}`.trimEnd(),
		// A scale says nothing about values: of those it's told only when they are near, not exact.
		trust: isStatistic({ name }) ? (trust === 'estimated' ? words.nearValue : '') : words.trust[trust],
	}));
}

function placeText(place: Place, words: LetterWords): string {
	const number = place.seriesNumber === null ? '' : String(place.seriesNumber);
	return words.place({
		modality: place.modality,
		series: [number, place.seriesDescription ?? ''].filter((one) => one !== '').join(' '),
		image: place.image === null ? '' : String(place.image),
		frame: place.frames > 1 ? words.frame(place.frame, place.frames) : '',
	});
}

/** To a tenth, as the screen shows it. */
function decimal(value: number): string {
	return (Math.round(value * 10) / 10).toLocaleString('en-US', {
		maximumFractionDigits: 1,
		useGrouping: false,
	});
}

function plain(value: number): string {
	return String(Math.round(value * 10) / 10);
}
