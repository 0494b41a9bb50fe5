/** Marks that other systems wrote, as ours: laid on the pictures of the study they speak of, with the numbers their authors saw. */
import * as v from 'valibot';
import type { FoundMark, FoundMeasure, FoundShape, Tally } from '#lib/dicom/objects/read/found.ts';
import { clipped, limits } from '#lib/dicom/objects/read/found.ts';
import { Annotation, longestLabel } from '../annotation.ts';
import type { AnnotationKind, SeenMeasure } from '../annotation.ts';
import type { Patient, Pixel } from '../frame-geometry.ts';
import { keptPoints } from '../frame-geometry.ts';
import { kindsOf } from './found-kind.ts';
import type { Figure } from './found-kind.ts';
import { kindOfConcept, nameOf, trustOf, unitOf } from './measure-codes.ts';
import type { StudyPicture, StudyPictures } from './study-pictures.ts';
import { kindOfTracking } from './written-marks.ts';

/** An object that speaks of a whole film speaks of each of its frames; more than this is a mistake. */
const mostFrames = 200;

interface Laid {
	readonly picture: StudyPicture;
	readonly frame: number;
	readonly inSpace: boolean;
	readonly figures: Figure[];
}

export function annotationsOf(found: FoundMark, pictures: StudyPictures, tally: Tally): Annotation[] {
	const laid = new Map<string, Laid>();
	for (const shape of found.shapes) {
		for (const place of placesOf(shape, pictures, tally)) {
			const key = `${place.picture.instance} ${place.frame}`;
			const here = laid.get(key);
			if (here === undefined) laid.set(key, { ...place, figures: [place.figure] });
			else here.figures.push(place.figure);
			if (laid.size > limits.marks) {
				tally.add('too-many');
				return [];
			}
		}
	}
	const told = numbersOf(found);
	const out: Annotation[] = [];
	for (const one of laid.values())
		out.push(...marksOn(one, { found, told: told(out.length === 0), study: pictures.study }, tally));
	return out;
}

interface Told {
	readonly seen: readonly SeenMeasure[];
	readonly label: string;
}

interface Context {
	readonly found: FoundMark;
	readonly told: Told;
	readonly study: string;
}

function marksOn(
	{ picture, frame, inSpace, figures }: Laid,
	{ found, told, study }: Context,
	tally: Tally,
): Annotation[] {
	const geometry = picture.geometry(frame);
	const { spacing } = geometry;
	const kinds = kindsOf(figures, {
		tracked: found.trackingId === null ? null : kindOfTracking(found.trackingId),
		measured: measuredKind(found.measures),
		tallness: spacing === null ? 1 : spacing.rowMm / spacing.columnMm,
	});
	const out: Annotation[] = [];
	for (const one of kinds) {
		if (one === null) {
			tally.add('bad-points');
			continue;
		}
		const kept = v.safeParse(Annotation, {
			kind: one.kind,
			study,
			series: picture.series,
			instance: picture.instance,
			frame,
			points: inSpace
				? keptPoints(one.pixels, geometry)
				: { space: 'image', at: one.pixels.map(([x, y]) => [x, y]) },
			label: out.length === 0 ? told.label : '',
			seen: out.length === 0 ? told.seen : [],
		});
		if (kept.success) out.push(kept.output);
		else tally.add('bad-points');
	}
	return out;
}

interface Place {
	readonly picture: StudyPicture;
	readonly frame: number;
	readonly inSpace: boolean;
	readonly figure: Figure;
}

function placesOf(shape: FoundShape, pictures: StudyPictures, tally: Tally): Place[] {
	if (shape.space === 'patient') return spacePlaces(shape, pictures, tally);
	const picture = pictures.find(shape.picture.instance);
	if (picture === null) {
		tally.add('not-in-study');
		return [];
	}
	const named = shape.picture.frames ?? everyFrame(picture);
	const frames = named.filter((frame) => frame <= picture.frames);
	if (frames.length < named.length) tally.add('not-in-study');
	if (frames.length > mostFrames) tally.add('too-many');
	const figure = { graphic: shape.graphic, pixels: shape.at };
	return frames.slice(0, mostFrames).map((frame) => ({ picture, frame, inSpace: false, figure }));
}

function everyFrame(picture: StudyPicture): number[] {
	return Array.from({ length: Math.min(picture.frames, mostFrames + 1) }, (_, index) => index + 1);
}

function spacePlaces(
	shape: Extract<FoundShape, { space: 'patient' }>,
	pictures: StudyPictures,
	tally: Tally,
): Place[] {
	const named = shape.picture;
	if (named !== null && pictures.find(named.instance) === null) {
		tally.add('not-in-study');
		return [];
	}
	const preferred = named === null ? null : { instance: named.instance, frame: named.frames?.[0] ?? null };
	// Single points may be anywhere in the volume; the points of a figure share a plane.
	const parts: readonly (readonly Patient[])[] =
		shape.graphic === 'MULTIPOINT' ? shape.at.map((point) => [point]) : [shape.at];
	const out: Place[] = [];
	for (const part of parts) {
		const place = pictures.frameWith(part, shape.frameOfReference, preferred);
		if (place === null) {
			tally.add('no-place');
			continue;
		}
		const graphic = shape.graphic === 'MULTIPOINT' ? 'POINT' : shape.graphic;
		const pixels: readonly Pixel[] = place.pixels;
		out.push({ picture: place.picture, frame: place.frame, inSpace: true, figure: { graphic, pixels } });
	}
	return out;
}

function measuredKind(measures: readonly FoundMeasure[]): AnnotationKind | null {
	for (const measure of measures) {
		const kind = kindOfConcept(measure.concept);
		if (kind !== null) return kind;
	}
	return null;
}

/** Numbers belong to the first place of a mark (a volume has one number and many outlines); its words stand on each. */
function numbersOf(found: FoundMark): (first: boolean) => Told {
	const seen: SeenMeasure[] = [];
	const words: string[] = found.words === '' ? [] : [found.words];
	for (const measure of found.measures) {
		const known = seenOf(measure);
		const twice = seen.some((one) => one.name === known?.name);
		if (known !== null && !twice && seen.length < 10) seen.push(known);
		else words.push(inWords(measure));
	}
	const label = (text: string): string => clipped(text, longestLabel);
	return (first) => ({ seen: first ? seen : [], label: label(first ? words.join('\n') : found.words) });
}

function seenOf(measure: FoundMeasure): SeenMeasure | null {
	const { concept, derivation, method, value } = measure;
	const name = (derivation === null ? null : nameOf(derivation)) ?? nameOf(concept);
	if (name === null) return null;
	const { unit, factor } = unitOf(measure.unit);
	return { name, value: value * factor, unit, trust: trustOf(method) ?? trustOfUnit(unit) };
}

/** Nobody said how a length was come by; angles and values of pixels need no scale. */
function trustOfUnit(unit: string): SeenMeasure['trust'] {
	if (unit.startsWith('px')) return 'none';
	return unit === 'mm' || unit === 'mm²' ? 'estimated' : 'calibrated';
}

function inWords({ concept, derivation, value, unit }: FoundMeasure): string {
	const what = derivation === null ? concept.meaning : `${concept.meaning} (${derivation.meaning})`;
	const rounded = Number(value.toPrecision(6));
	return `${what}: ${rounded} ${unitOf(unit).unit}`.trim();
}
