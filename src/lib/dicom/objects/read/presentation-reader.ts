/** Presentation states of any maker (PS3.3 A.33): what was drawn, and how the picture was seen. */
import type { Dataset } from '../../dataset.ts';
import { items, number, numbers, string } from '../../dataset.ts';
import { turnOf } from '../spatial-transformation.ts';
import type { Turn } from '../spatial-transformation.ts';
import type { Dropped, FoundMark, FoundPicture } from './found.ts';
import { Tally, limits } from './found.ts';
import { marksOfAnnotation } from './graphic-reader.ts';
import type { DisplayedArea } from './graphic-reader.ts';
import { picturesNamed } from './pictures-named.ts';

/** How the author saw one picture. */
export interface FoundLook {
	readonly picture: FoundPicture;
	/** in what comes out of `rescale`; null: none, or one that isn't a window */
	readonly window: { readonly center: number; readonly width: number } | null;
	/** stored value times slope plus intercept; null: a table */
	readonly rescale: { readonly slope: number; readonly intercept: number } | null;
	/** white is low; null: the state doesn't say (colour) */
	readonly inverse: boolean | null;
	readonly turn: Turn;
	/** pixels from the upper left corner; null: not told */
	readonly area: DisplayedArea | null;
}

export interface FoundPresentation {
	readonly marks: readonly FoundMark[];
	readonly looks: readonly FoundLook[];
	readonly dropped: Dropped;
}

const mostLooks = 500;

export function readPresentation(set: Dataset): FoundPresentation {
	const tally = new Tally();
	const pictures = items(set, '00081115')
		.slice(0, 200)
		.flatMap((series) => picturesNamed(series, '00081140'));
	const turn = turnOf(set);
	const areaOf = areasOf(set);
	const marks = annotationMarks(set, { pictures, areaOf, turn, tally });
	if (string(set, '00181600') !== null || set['00700017'] !== undefined) tally.add('shutter');
	const looks = pictures.slice(0, mostLooks).map((picture) => look(set, picture, { turn, areaOf, tally }));
	return { marks, looks, dropped: tally.all };
}

interface MarkParts {
	readonly pictures: readonly FoundPicture[];
	readonly areaOf: (picture: FoundPicture) => DisplayedArea | null;
	readonly turn: Turn;
	readonly tally: Tally;
}

/** An annotation without references is on every picture of the state (type 1C). */
function annotationMarks(set: Dataset, { pictures, areaOf, turn, tally }: MarkParts): FoundMark[] {
	const marks: FoundMark[] = [];
	let [shapes, points] = [0, 0];
	for (const annotation of items(set, '00700001')) {
		const named = picturesNamed(annotation, '00081140');
		for (const picture of named.length > 0 ? named : pictures) {
			for (const mark of marksOfAnnotation(annotation, { picture, area: areaOf(picture), turn }, tally)) {
				shapes += mark.shapes.length;
				points += mark.shapes.reduce((sum, shape) => sum + shape.at.length, 0);
				marks.push(mark);
			}
			if (marks.length < limits.marks && shapes < limits.shapes && points < limits.allPoints) continue;
			tally.add('too-many');
			return marks;
		}
	}
	return marks;
}

interface LookParts {
	readonly turn: Turn;
	readonly areaOf: (picture: FoundPicture) => DisplayedArea | null;
	readonly tally: Tally;
}

function look(set: Dataset, picture: FoundPicture, { turn, areaOf, tally }: LookParts): FoundLook {
	const voi = items(set, '00283110').find((item) => speaksOf(item, picture));
	const shape = string(set, '20500020');
	return {
		picture,
		window: voi === undefined ? null : windowOf(voi, tally),
		rescale: set['00283000'] === undefined ? rescaleOf(set) : null,
		inverse: shape === 'INVERSE' ? true : shape === 'IDENTITY' ? false : null,
		turn,
		area: areaOf(picture),
	};
}

function windowOf(item: Dataset, tally: Tally): FoundLook['window'] {
	const [center, width] = [number(item, '00281050'), number(item, '00281051')];
	const curve = string(item, '00281056');
	const plain = curve === null || curve === 'LINEAR' || curve === 'LINEAR_EXACT';
	if (center !== null && width !== null && width > 0 && plain) return { center, width };
	tally.add('grey-curve');
	return null;
}

function rescaleOf(set: Dataset): FoundLook['rescale'] {
	const slope = number(set, '00281053') ?? 1;
	return slope === 0 ? null : { slope, intercept: number(set, '00281052') ?? 0 };
}

/** An item without references is about every picture (type 1C). */
function speaksOf(item: Dataset, picture: FoundPicture): boolean {
	const named = picturesNamed(item, '00081140');
	return named.length === 0 || named.some((one) => one.instance === picture.instance);
}

function areasOf(set: Dataset): (picture: FoundPicture) => DisplayedArea | null {
	const all = items(set, '0070005A').slice(0, 500);
	return (picture) => {
		const item = all.find((one) => speaksOf(one, picture));
		if (item === undefined) return null;
		const [left, top] = numbers(item, '00700052');
		const [right, bottom] = numbers(item, '00700053');
		if (left === undefined || top === undefined || right === undefined || bottom === undefined) return null;
		// Corners count from 1 and are inside; one the wrong way round is another way to write a flip, which we don't read.
		if (right < left || bottom < top || [left, top, right, bottom].some((n) => Math.abs(n) > 1e6))
			return null;
		return { left: left - 1, top: top - 1, right, bottom };
	};
}
