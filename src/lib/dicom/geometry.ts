/**
 * Where a pixel lies in the patient (PS3.3 C.7.6.2.1.1): LPS millimetres. Points of the canvas, the image and the patient are
 * different types, since a number of one in the place of another is a wrong length.
 */
import type { Brand } from '#lib/base/brand.ts';

type Pair = readonly [number, number];
type Triple = readonly [number, number, number];

/** CSS pixels of the drawing surface. */
export type CanvasPoint = Brand<Pair, 'CanvasPoint'>;
/** Column and row of the image, the centre of the first pixel at 0, 0. */
export type ImagePoint = Brand<Pair, 'ImagePoint'>;
/** Patient coordinates: x to the left, y to the back, z to the head. */
export type WorldPoint = Brand<Triple, 'WorldPoint'>;

export function canvasPoint(x: number, y: number): CanvasPoint {
	return [x, y] as Pair as CanvasPoint;
}

export function imagePoint(column: number, row: number): ImagePoint {
	return [column, row] as Pair as ImagePoint;
}

export function worldPoint(x: number, y: number, z: number): WorldPoint {
	return [x, y, z] as Triple as WorldPoint;
}

export interface Plane {
	readonly origin: WorldPoint;
	/** Unit vectors along a row (to the right) and along a column (down), and their cross product. */
	readonly right: Triple;
	readonly down: Triple;
	readonly normal: Triple;
	/** mm from one row to the next, and from one column to the next */
	readonly rowMm: number;
	readonly columnMm: number;
}

export interface PlaneFacts {
	readonly position: readonly number[] | null;
	readonly orientation: readonly number[] | null;
	readonly spacing: { readonly rowMm: number; readonly columnMm: number } | null;
}

/** Null without position, direction or spacing. */
export function planeOf({ position, orientation, spacing }: PlaneFacts): Plane | null {
	const origin = triple(position ?? [], 0);
	const right = triple(orientation ?? [], 0);
	const down = triple(orientation ?? [], 3);
	if (!origin || !right || !down || !spacing) return null;
	return {
		origin: worldPoint(...origin),
		right,
		down,
		normal: cross(right, down),
		rowMm: spacing.rowMm,
		columnMm: spacing.columnMm,
	};
}

export function imageToWorld(plane: Plane, [column, row]: ImagePoint): WorldPoint {
	const across = column * plane.columnMm;
	const along = row * plane.rowMm;
	const [x, y, z] = plane.origin;
	const { right, down } = plane;
	return worldPoint(
		x + right[0] * across + down[0] * along,
		y + right[1] * across + down[1] * along,
		z + right[2] * across + down[2] * along,
	);
}

/** The point's foot on the plane; how far off it lies is `distanceToPlane`. */
export function worldToImage(plane: Plane, point: WorldPoint): ImagePoint {
	const offset = minus(point, plane.origin);
	return imagePoint(dot(offset, plane.right) / plane.columnMm, dot(offset, plane.down) / plane.rowMm);
}

/** mm along the normal, negative behind. */
export function distanceToPlane(plane: Plane, point: WorldPoint): number {
	return dot(minus(point, plane.origin), plane.normal);
}

/** Place of a slice along its own normal: what a stack is sorted by. */
export function slicePosition(position: readonly number[], orientation: readonly number[]): number | null {
	const at = triple(position, 0);
	const right = triple(orientation, 0);
	const down = triple(orientation, 3);
	return at && right && down ? dot(at, cross(right, down)) : null;
}

export function distance(a: WorldPoint, b: WorldPoint): number {
	return Math.hypot(...minus(a, b));
}

export function dot(a: Triple, b: Triple): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Triple, b: Triple): Triple {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function minus(a: Triple, b: Triple): Triple {
	return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function triple(values: readonly number[], from: number): Triple | null {
	const [x, y, z] = values.slice(from, from + 3);
	return x === undefined || y === undefined || z === undefined ? null : [x, y, z];
}
