/**
 * What objects of other systems say about pictures, as they say it: shapes, words, numbers, still in DICOM's own terms. Everything
 * that can't be understood is counted under a reason and left out; nothing is guessed.
 */
import type { Dataset } from '../../dataset.ts';
import { items, string } from '../../dataset.ts';
import type { Code } from '../coded.ts';

export type FoundGraphic =
	| 'POINT'
	| 'MULTIPOINT'
	| 'POLYLINE'
	| 'INTERPOLATED'
	| 'POLYGON'
	| 'CIRCLE'
	| 'ELLIPSE'
	/** words that stand at a point */
	| 'TEXT';

export type Pair = readonly [column: number, row: number];
export type Triple = readonly [x: number, y: number, z: number];

export interface FoundPicture {
	readonly instance: string;
	/** counted from 1; null: all there are */
	readonly frames: readonly number[] | null;
}

export type FoundShape =
	/** pixels from the upper left corner */
	| {
			readonly space: 'image';
			readonly graphic: FoundGraphic;
			readonly at: readonly Pair[];
			readonly picture: FoundPicture;
	  }
	/** patient millimetres; `picture` when the object says on which one it was drawn */
	| {
			readonly space: 'patient';
			readonly graphic: FoundGraphic;
			readonly at: readonly Triple[];
			readonly frameOfReference: string;
			readonly picture: FoundPicture | null;
	  };

export interface FoundMeasure {
	readonly concept: Code;
	/** the statistic, when the concept is a quantity of many pixels (PS3.16 121401) */
	readonly derivation: Code | null;
	readonly value: number;
	readonly unit: Code;
	readonly method: Code | null;
}

export interface FoundMark {
	readonly trackingId: string | null;
	readonly trackingUid: string | null;
	readonly shapes: readonly FoundShape[];
	/** '' when there are none */
	readonly words: string;
	readonly measures: readonly FoundMeasure[];
}

export type DropReason =
	/** of a kind we don't draw */
	| 'unknown-shape'
	/** not numbers, too few, too many for their kind */
	| 'bad-points'
	/** over a limit */
	| 'too-many'
	/** speaks of pictures that aren't in the study */
	| 'not-in-study'
	/** lies on no picture of the study */
	| 'no-place'
	/** parts of the screen, not of the picture */
	| 'screen-units'
	/** black borders that hide parts of the picture */
	| 'shutter'
	/** a look-up table or another grey curve than a window */
	| 'grey-curve'
	/** numbers without a place: they stand in the report */
	| 'only-in-report';

export type Dropped = Partial<Record<DropReason, number>>;

export class Tally {
	readonly #counts = new Map<DropReason, number>();

	add(reason: DropReason, count = 1): void {
		this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
	}
	get all(): Dropped {
		return Object.fromEntries(this.#counts);
	}
}

/** Of one object: more than anybody draws, little enough to hold. */
export const limits = {
	marks: 2000,
	shapes: 8000,
	points: 4000,
	/** of all shapes together */
	allPoints: 100_000,
	nodes: 20_000,
	depth: 32,
	words: 400,
} as const;

const graphics = new Set<string>([
	'POINT',
	'MULTIPOINT',
	'POLYLINE',
	'INTERPOLATED',
	'POLYGON',
	'CIRCLE',
	'ELLIPSE',
] satisfies FoundGraphic[]);

export function graphicOf(text: string | null): FoundGraphic | null {
	return text !== null && isGraphic(text) ? text : null;
}

function isGraphic(text: string): text is FoundGraphic {
	return graphics.has(text);
}

/** All of a list of numbers, or null: leaving out the bad ones would move every point after them. */
export function coordinates(set: Dataset, tag: string, dimensions: 2 | 3): readonly number[][] | null {
	const values = set[tag]?.Value ?? [];
	if (values.length === 0 || values.length % dimensions !== 0) return null;
	if (values.length / dimensions > limits.points) return null;
	const out: number[][] = [];
	for (let from = 0; from < values.length; from += dimensions) {
		const point: number[] = [];
		for (const value of values.slice(from, from + dimensions)) {
			const n = typeof value === 'number' ? value : Number.NaN;
			if (!Number.isFinite(n) || Math.abs(n) > 1e7) return null;
			point.push(n);
		}
		out.push(point);
	}
	return out;
}

export function asPair([x = 0, y = 0]: readonly number[]): Pair {
	return [x, y];
}
export function asTriple([x = 0, y = 0, z = 0]: readonly number[]): Triple {
	return [x, y, z];
}

/** The first code of a sequence; value in any of its three lengths (PS3.3 8.8). */
export function codeOf(set: Dataset, sequence: string): Code | null {
	const first = items(set, sequence)[0];
	if (first === undefined) return null;
	const value = string(first, '00080100') ?? string(first, '00080119') ?? string(first, '00080120') ?? '';
	const meaning = string(first, '00080104') ?? value;
	if (value === '' && meaning === '') return null;
	return {
		value: value.slice(0, 64),
		scheme: (string(first, '00080102') ?? '').slice(0, 16),
		meaning: clipped(meaning, 64),
	};
}

/** Text of others on its way to a screen: one kind of line end, nothing invisible, not without end. */
export function clipped(text: string, most: number = limits.words): string {
	return text
		.replace(/\r\n?/g, '\n')
		.replace(/[^\P{C}\n\u200c\u200d]/gu, ' ')
		.trim()
		.slice(0, most)
		.toWellFormed();
}
