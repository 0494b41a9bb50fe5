/**
 * A mark as the figures DICOM knows (PS3.3 C.10.5, C.18.6), in pixels of its picture. One place decides how each kind is drawn by
 * other systems; `found-kind.ts` is the way back.
 */
import type { Graphic } from '#lib/dicom/objects/graphics.ts';
import type { AnnotationKind } from '../annotation.ts';
import type { FrameGeometry, Pixel } from '../frame-geometry.ts';
import { principalAxes } from './principal-axes.ts';

type Corners = readonly [Pixel, Pixel, Pixel, Pixel];

export function figureOf(
	kind: AnnotationKind,
	points: readonly Pixel[],
	geometry: FrameGeometry,
): readonly Graphic[] {
	const [a, b, c, d] = points;
	if (a === undefined) return [];
	const line = (...ends: Pixel[]): Graphic => ({ kind: 'polyline', points: ends });
	switch (kind) {
		case 'text':
			return [];
		case 'probe':
			return [{ kind: 'point', at: a }];
		case 'arrow':
			return b === undefined ? [] : [line(b, a), line(...arrowHead(a, b))];
		case 'length':
			return b === undefined ? [] : [line(a, b)];
		case 'angle':
			return b === undefined || c === undefined ? [] : [line(a, b, c)];
		case 'cobb':
		case 'bidirectional':
			return b === undefined || c === undefined || d === undefined ? [] : [line(a, b), line(c, d)];
		case 'ellipse':
			return b === undefined || c === undefined || d === undefined
				? []
				: [{ kind: 'ellipse', ends: principalAxes([a, b, c, d]) }];
		case 'rectangle':
		case 'freehand':
			return [line(...points, a)];
		case 'circle':
			return b === undefined ? [] : [circle(a, b, geometry)];
	}
}

/** On oblong pixels a circle of the patient is an ellipse of the grid, and DICOM's circle is one of the grid. */
function circle(centre: Pixel, rim: Pixel, { spacing }: FrameGeometry): Graphic {
	const tall = spacing === null ? 1 : spacing.rowMm / spacing.columnMm;
	if (Math.abs(tall - 1) < 1e-6) return { kind: 'circle', centre, rim };
	const across = Math.hypot(rim[0] - centre[0], (rim[1] - centre[1]) * tall);
	const down = across / tall;
	const ends: Corners = [
		[centre[0] - across, centre[1]],
		[centre[0] + across, centre[1]],
		[centre[0], centre[1] - down],
		[centre[0], centre[1] + down],
	];
	return { kind: 'ellipse', ends: principalAxes(ends) };
}

/** Two short strokes at the tip: other systems draw lines, and a line alone says nothing of its direction. */
function arrowHead(tip: Pixel, tail: Pixel): Pixel[] {
	const length = Math.hypot(tail[0] - tip[0], tail[1] - tip[1]);
	const size = Math.min(length * 0.4, Math.max(6, length * 0.15));
	const along = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
	const barb = (turn: number): Pixel => [
		tip[0] + size * Math.cos(along + turn),
		tip[1] + size * Math.sin(along + turn),
	];
	return [barb(Math.PI / 7), tip, barb(-Math.PI / 7)];
}
