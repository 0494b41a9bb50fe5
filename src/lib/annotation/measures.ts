/**
 * The numbers of an annotation, measured anew from its points: lengths, angles and areas in the frame's own scale, values of
 * the pixels inside. Angles are measured in that scale too: on oblong pixels an angle drawn on screen is another one.
 */
import type { AnnotationKind, SeenMeasure } from './annotation.ts';
import type { FrameGeometry, Pixel } from './frame-geometry.ts';
import { angleAt, angleOfLines, areaOf, distance, perimeterOf } from './outline.ts';
import type { Point } from './outline.ts';
import { insideOf } from './pixels-inside.ts';
import type { PixelValues } from './pixels-inside.ts';
import { scaleOf } from './scale.ts';
import type { Scale } from './scale.ts';

export type Measure = SeenMeasure;

/** `values` null: the pixels aren't here in full (a preview must never be measured). */
export function measuresOf(
	kind: AnnotationKind,
	points: readonly Pixel[],
	geometry: FrameGeometry,
	values: PixelValues | null,
): Measure[] {
	const scale = scaleOf(points, geometry);
	const scaled = points.map(([column, row]): Point => [column * scale.perColumn, row * scale.perRow]);
	return [...sizes(kind, scaled, scale), ...(values === null ? [] : statistics(kind, scaled, values, scale))];
}

/** Whether a number measured here is the one its author saw: the same to what the screen shows, a tenth. */
export function agrees(measured: Measure, seen: SeenMeasure): boolean {
	return (
		measured.name === seen.name &&
		measured.unit === seen.unit &&
		Math.abs(measured.value - seen.value) <= Math.max(0.05, Math.abs(seen.value) * 1e-4)
	);
}

function sizes(kind: AnnotationKind, points: readonly Point[], scale: Scale): Measure[] {
	const [a, b, c, d] = points;
	const { unit, trust } = scale;
	const long = (name: Measure['name'], value: number): Measure => ({ name, value, unit, trust });
	// An angle needs square pixels, not known ones.
	const turned = (value: number | null): Measure[] =>
		value === null
			? []
			: [{ name: 'angle', value, unit: '°', trust: trust === 'none' ? 'none' : 'calibrated' }];
	const closed = (outline: number, area: number): Measure[] => [
		{ name: 'area', value: area, unit: `${unit}²`, trust },
		long('perimeter', outline),
	];
	switch (kind) {
		case 'arrow':
		case 'text':
		case 'probe':
			return [];
		case 'length':
			return a && b ? [long('length', distance(a, b))] : [];
		case 'angle':
			return a && b && c ? turned(angleAt(b, a, c)) : [];
		case 'cobb':
			return a && b && c && d ? turned(angleOfLines(a, b, c, d)) : [];
		case 'bidirectional':
			return a && b && c && d ? [long('length', distance(a, b)), long('width', distance(c, d))] : [];
		case 'ellipse': {
			if (!a || !b || !c || !d) return [];
			const [p, q] = [distance(a, b) / 2, distance(c, d) / 2];
			return closed(ellipsePerimeter(p, q), Math.PI * p * q);
		}
		case 'circle':
			return a && b ? circle(distance(a, b), scale, closed) : [];
		case 'rectangle':
		case 'freehand':
			return closed(perimeterOf(points), areaOf(points));
	}
}

function circle(
	radius: number,
	scale: Scale,
	closed: (outline: number, area: number) => Measure[],
): Measure[] {
	const size = closed(2 * Math.PI * radius, Math.PI * radius ** 2);
	return [...size, { name: 'length', value: 2 * radius, unit: scale.unit, trust: scale.trust }];
}

/** Ramanujan's second: off by less than a millionth for any ellipse drawn by hand. */
function ellipsePerimeter(a: number, b: number): number {
	if (a + b === 0) return 0;
	const h = ((a - b) / (a + b)) ** 2;
	return Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h)));
}

function statistics(
	kind: AnnotationKind,
	points: readonly Point[],
	values: PixelValues,
	scale: Scale,
): Measure[] {
	const { unit } = values;
	const of = (name: Measure['name'], value: number): Measure => ({ name, value, unit, trust: 'calibrated' });
	const inside = insideOf(kind, points, values, scale);
	if (inside === null) return [];
	if (kind === 'probe') return [of('value', inside.mean)];
	return [
		of('mean', inside.mean),
		of('deviation', inside.deviation),
		of('least', inside.least),
		of('most', inside.most),
	];
}
