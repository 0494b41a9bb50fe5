/** One stored object of another system as the screen will show it; null when it is of no kind we read. */
import type { Dataset } from '#lib/dicom/dataset.ts';
import { string } from '#lib/dicom/dataset.ts';
import { isUid } from '#lib/dicom/uid.ts';
import type { FoundMark, FoundPicture } from '#lib/dicom/objects/read/found.ts';
import { Tally } from '#lib/dicom/objects/read/found.ts';
import {
	keyObjectClass,
	presentationClasses,
	reportClasses,
} from '#lib/dicom/objects/read/foreign-classes.ts';
import { readKeyObjects } from '#lib/dicom/objects/read/key-object-reader.ts';
import { originOf } from '#lib/dicom/objects/read/origin.ts';
import { readPresentation } from '#lib/dicom/objects/read/presentation-reader.ts';
import type { FoundLook } from '#lib/dicom/objects/read/presentation-reader.ts';
import { readReport } from '#lib/dicom/objects/read/report-reader.ts';
import type { ForeignLook, ForeignMark, ForeignObject } from './foreign-study.ts';
import { annotationsOf } from './found-marks.ts';
import type { StudyPictures } from './study-pictures.ts';

/** What the grey of a picture needs besides its place. */
export interface PictureGreys {
	/** stored value to modality value; null: by a table */
	rescale(instance: string): { readonly slope: number; readonly intercept: number } | null;
	/** The picture shows low values white by itself. */
	inverse(instance: string): boolean;
}

export function readForeign(
	set: Dataset,
	pictures: StudyPictures,
	greys: PictureGreys,
): ForeignObject | null {
	const sopClass = string(set, '00080016') ?? '';
	const [instance, series] = [string(set, '00080018'), string(set, '0020000E')];
	if (instance === null || series === null || !isUid(instance) || !isUid(series)) return null;
	const head = {
		instance,
		series,
		origin: originOf(set),
		marks: [],
		looks: [],
		keys: [],
		words: '',
		dropped: {},
	};
	const tally = new Tally();
	if (presentationClasses.includes(sopClass)) {
		const found = readPresentation(set);
		for (const [reason, count] of entries(found.dropped)) tally.add(reason, count);
		const marks = marksOf(instance, found.marks, { pictures, tally });
		const looks = found.looks.flatMap((look) => lookOf(look, { pictures, greys, tally }) ?? []);
		return { ...head, kind: 'presentation', marks, looks, dropped: tally.all };
	}
	if (sopClass === keyObjectClass) {
		const found = readKeyObjects(set);
		const keys = found.pictures.flatMap(({ presentation, ...picture }) => {
			const frame = frameIn(picture, pictures);
			if (frame === null) tally.add('not-in-study');
			return frame === null ? [] : [{ instance: picture.instance, frame, presentation }];
		});
		return { ...head, kind: 'key-objects', keys, words: found.words, dropped: tally.all };
	}
	if (!sopClass.startsWith(reportClasses)) return null;
	const found = readReport(set);
	for (const [reason, count] of entries(found.dropped)) tally.add(reason, count);
	return {
		...head,
		kind: 'report',
		marks: marksOf(instance, found.marks, { pictures, tally }),
		dropped: tally.all,
	};
}

/** Of one object; a screen that draws more shows nothing but marks. */
const mostMarks = 3000;

function marksOf(
	object: string,
	found: readonly FoundMark[],
	{ pictures, tally }: { pictures: StudyPictures; tally: Tally },
): ForeignMark[] {
	const out: ForeignMark[] = [];
	for (const one of found) {
		for (const mark of annotationsOf(one, pictures, tally)) {
			if (out.length >= mostMarks) {
				tally.add('too-many');
				return out;
			}
			out.push({ id: `${object}/${out.length}`, uid: one.trackingUid, mark });
		}
	}
	return out;
}

function frameIn(picture: FoundPicture, pictures: StudyPictures): number | null {
	const known = pictures.find(picture.instance);
	const frame = picture.frames?.[0] ?? 1;
	return known === null || frame > known.frames ? null : frame;
}

interface LookParts {
	readonly pictures: StudyPictures;
	readonly greys: PictureGreys;
	readonly tally: Tally;
}

function lookOf(found: FoundLook, { pictures, greys, tally }: LookParts): ForeignLook | null {
	const { picture, turn, area } = found;
	if (pictures.find(picture.instance) === null) {
		tally.add('not-in-study');
		return null;
	}
	const own = greys.inverse(picture.instance);
	return {
		instance: picture.instance,
		frames: picture.frames === null ? null : [...picture.frames],
		window: windowHere(found, greys, tally),
		inverted: found.inverse === null ? null : found.inverse !== own,
		rotation: turn.rotation,
		flipH: turn.flipH,
		flipV: turn.flipV,
		area,
	};
}

/** The state's window counts in what its own rescale gives; ours in what the picture's gives (PS3.4 N.2). */
function windowHere(found: FoundLook, greys: PictureGreys, tally: Tally): ForeignLook['window'] {
	if (found.window === null) return null;
	const here = greys.rescale(found.picture.instance);
	if (here === null || found.rescale === null) {
		tally.add('grey-curve');
		return null;
	}
	const { center, width } = found.window;
	const { slope, intercept } = found.rescale;
	return {
		center: ((center - intercept) / slope) * here.slope + here.intercept,
		width: Math.abs((width / slope) * here.slope),
	};
}

function entries<Key extends string>(counts: Partial<Record<Key, number>>): [Key, number][] {
	return Object.entries(counts) as [Key, number][];
}
