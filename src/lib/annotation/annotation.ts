/**
 * A mark on a picture: our own small type, the only form in which marks are kept, sent and handed to other systems. Its points
 * are where DICOM's own objects would have them: patient millimetres when the frame lies in the patient (SCOORD3D, PS3.3
 * C.18.9), else pixels from the picture's upper left corner (SCOORD, C.18.6). Nothing computed is kept but what the author
 * saw: values are measured anew by every viewer (`measures.ts`).
 */
import * as v from 'valibot';
import { isUid } from '#lib/dicom/uid.ts';

/** How many points each kind has, in this order. Ellipse: ends of one axis, then of the other, as in C.18.6.1.2. */
export const pointsOf = {
	/** tip, tail */
	arrow: [2, 2],
	/** where its text begins */
	text: [1, 1],
	length: [2, 2],
	/** end, corner, end */
	angle: [3, 3],
	/** two lines */
	cobb: [4, 4],
	/** long axis, short axis */
	bidirectional: [4, 4],
	ellipse: [4, 4],
	/** corners in turn */
	rectangle: [4, 4],
	/** centre, a point of the line */
	circle: [2, 2],
	/** closed: the last point joins the first */
	freehand: [3, 400],
	probe: [1, 1],
} as const satisfies Record<string, readonly [number, number]>;
export type AnnotationKind = keyof typeof pointsOf;

const kinds = v.picklist([
	'arrow',
	'text',
	'length',
	'angle',
	'cobb',
	'bidirectional',
	'ellipse',
	'rectangle',
	'circle',
	'freehand',
	'probe',
]);

/** Every kind, in the order that the live line names them by: a new one comes last. */
export const annotationKinds: readonly AnnotationKind[] = kinds.options;

const Uid = v.pipe(v.string(), v.check(isUid));
/** Within ten kilometres of anything: a number that no picture or patient can have is refused at the door. */
const coordinate = v.pipe(v.number(), v.finite(), v.minValue(-1e7), v.maxValue(1e7));

/** Right-handed patient millimetres (LPS, PS3.3 C.7.6.2.1.1), or pixels: column, row. */
const Points = v.variant('space', [
	v.strictObject({
		space: v.literal('patient'),
		frameOfReference: Uid,
		at: v.array(v.tuple([coordinate, coordinate, coordinate])),
	}),
	v.strictObject({ space: v.literal('image'), at: v.array(v.tuple([coordinate, coordinate])) }),
]);
export type AnnotationPoints = v.InferOutput<typeof Points>;

/** One number as its author saw it. */
export const SeenMeasure = v.strictObject({
	name: v.picklist([
		'length',
		'width',
		'angle',
		'area',
		'perimeter',
		'mean',
		'deviation',
		'least',
		'most',
		'value',
	]),
	value: v.pipe(v.number(), v.finite()),
	unit: v.pipe(v.string(), v.maxLength(16)),
	trust: v.picklist(['calibrated', 'estimated', 'imager', 'none']),
});
export type SeenMeasure = v.InferOutput<typeof SeenMeasure>;

export const longestLabel = 400;

export const Annotation = v.pipe(
	v.strictObject({
		kind: kinds,
		study: Uid,
		series: Uid,
		instance: Uid,
		/** from 1 */
		frame: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
		points: Points,
		label: v.pipe(v.string(), v.maxLength(longestLabel)),
		seen: v.pipe(v.array(SeenMeasure), v.maxLength(10)),
	}),
	v.check(({ kind, points }) => {
		const [least, most] = pointsOf[kind];
		return points.at.length >= least && points.at.length <= most;
	}, 'points'),
	v.check(({ kind, label }) => kind !== 'text' || label.trim() !== '', 'label'),
);
export type Annotation = v.InferOutput<typeof Annotation>;
