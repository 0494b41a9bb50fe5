/**
 * Which marks belong on the frame that is shown, and where. A mark on a picture that isn't its own can kill: so the rule is one
 * function, asked for every mark at every paint. A mark is painted on the frame it was drawn on (same study, same instance,
 * same frame number, and its points really lie there); besides, quietly and without numbers, on another frame of the same study
 * and frame of reference that cuts the body within half a slice of every point of it.
 */
import type { AnnotationPoints } from '#lib/annotation/annotation.ts';
import type { StudyManifest } from '#lib/archive/manifest.ts';
import {
	keptPoints,
	pixelsOf,
	stepBetween,
	type FrameGeometry,
	type Pixel,
} from '#lib/annotation/frame-geometry.ts';
import { geometryOf } from '#lib/annotation/geometry-of.ts';
import { refusalOf, type StackFrame } from '../frames/stack.ts';
import type { PointedPlace, ShownMark } from './mark.ts';

export interface ShownFrame {
	readonly study: StudyManifest['study'];
	readonly place: StackFrame;
	readonly geometry: FrameGeometry;
	/** Half the way to the next slice, mm. */
	readonly halfSliceMm: number;
}

export interface PlacedMark {
	readonly shown: ShownMark;
	readonly pixels: readonly Pixel[];
	/** Drawn on this very frame; else on another one through the same place of the body. */
	readonly here: boolean;
}

/** Where slices don't tell how far apart they are. */
const unknownHalfSliceMm = 0.5;

/** Null: nothing is shown that a mark may lie on (another patient's picture is never painted, threat 18). */
export function shownFrame(
	study: StudyManifest | null,
	stack: readonly StackFrame[],
	index: number,
): ShownFrame | null {
	const place = stack[index];
	if (study === null || place === undefined || refusalOf(place) !== null) return null;
	const geometry = geometryOf(place.instance, place.frame);
	const gaps = [stack[index - 1], stack[index + 1]].flatMap((neighbour) => {
		if (neighbour === undefined || geometry.plane === null) return [];
		const { plane } = geometryOf(neighbour.instance, neighbour.frame);
		const step = plane === null ? null : Math.abs(stepBetween(geometry.plane, plane) ?? 0);
		return step === null || step < 0.01 ? [] : [step];
	});
	const halfSliceMm = gaps.length === 0 ? unknownHalfSliceMm : Math.min(...gaps) / 2;
	return { study: study.study, place, geometry, halfSliceMm };
}

export function placedMarks(marks: readonly ShownMark[], frame: ShownFrame): PlacedMark[] {
	return marks.flatMap((shown) => placed(shown, frame) ?? []);
}

function placed(shown: ShownMark, { study, place, geometry, halfSliceMm }: ShownFrame): PlacedMark | null {
	const { mark } = shown;
	if (mark.study !== study) return null;
	const here = mark.instance === place.instance.uid && mark.frame === place.frame;
	// Pixels say nothing about any other picture.
	if (!here && mark.points.space === 'image') return null;
	const pixels = here ? pixelsOf(mark.points, geometry) : pixelsOf(mark.points, geometry, halfSliceMm);
	if (pixels === null) return null;
	if (!here && !pixels.some((pixel) => isOn(pixel, geometry))) return null;
	return { shown, pixels, here };
}

/** Where a pointer lies on this frame; null when it points at something else. */
export function pointedPixel(pointed: PointedPlace, frame: ShownFrame): Pixel | null {
	if (pointed.space === 'picture') {
		const here = pointed.instance === frame.place.instance.uid && pointed.frame === frame.place.frame;
		return here ? pointed.at : null;
	}
	const { frameOfReference, at } = pointed;
	const points: AnnotationPoints = { space: 'patient', frameOfReference, at: [[at[0], at[1], at[2]]] };
	const [pixel] = pixelsOf(points, frame.geometry, frame.halfSliceMm + 1e-6) ?? [];
	return pixel !== undefined && isOn(pixel, frame.geometry) ? pixel : null;
}

/** The place in the patient under a pixel, or the pixel itself where the picture isn't placed in the patient. */
export function pointedPlace(pixel: Pixel, { place, geometry }: ShownFrame): PointedPlace {
	const kept = keptPoints([pixel], geometry);
	const [at] = kept.space === 'patient' ? kept.at : [];
	if (kept.space === 'patient' && at !== undefined)
		return { space: 'patient', frameOfReference: kept.frameOfReference, at };
	return { space: 'picture', instance: place.instance.uid, frame: place.frame, at: pixel };
}

function isOn([column, row]: Pixel, { columns, rows }: FrameGeometry): boolean {
	return column >= 0 && row >= 0 && column <= columns && row <= rows;
}
