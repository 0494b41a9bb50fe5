/**
 * What measuring needs to know of one frame, and the way between its pixels and the patient (PS3.3 C.7.6.2.1.1). Pixels are
 * counted from the picture's upper left corner: the first pixel reaches from 0 to 1, its centre is at 0.5.
 */
import type { AnnotationPoints } from './annotation.ts';

export type Pixel = readonly [column: number, row: number];
export type Patient = readonly [x: number, y: number, z: number];
export type Trust = 'calibrated' | 'estimated' | 'imager' | 'none';

export interface FramePlane {
	/** centre of the first pixel, mm */
	readonly origin: Patient;
	/** unit vectors along a row and down a column */
	readonly across: Patient;
	readonly down: Patient;
	readonly frameOfReference: string;
}

/** One region of an ultrasound picture with a scale of its own (PS3.3 C.8.5.5). */
export interface Region {
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
	/** 3 is centimetres; others aren't lengths */
	readonly unitX: number;
	readonly unitY: number;
	readonly perPixelX: number;
	readonly perPixelY: number;
}

export interface FrameGeometry {
	readonly rows: number;
	readonly columns: number;
	/** null: not placed in the patient */
	readonly plane: FramePlane | null;
	readonly spacing: { readonly rowMm: number; readonly columnMm: number; readonly trust: Trust } | null;
	/** How much taller than wide a pixel is; 1 when nothing tells. Without millimetres, lengths are counted in pixel widths. */
	readonly tallness?: number;
	readonly regions: readonly Region[];
}

/** So far off the plane still counts as on it: what rounding in files and on the way may do. */
const planeToleranceMm = 0.5;

/** Points as they are kept. */
export function keptPoints(pixels: readonly Pixel[], geometry: FrameGeometry): AnnotationPoints {
	const { plane, spacing } = geometry;
	if (plane === null || spacing === null)
		return { space: 'image', at: pixels.map(([column, row]) => [column, row]) };
	return {
		space: 'patient',
		frameOfReference: plane.frameOfReference,
		at: pixels.map(([column, row]) => {
			const right = (column - 0.5) * spacing.columnMm;
			const below = (row - 0.5) * spacing.rowMm;
			const along = (i: 0 | 1 | 2): number =>
				plane.origin[i] + plane.across[i] * right + plane.down[i] * below;
			return [along(0), along(1), along(2)];
		}),
	};
}

/**
 * Where kept points lie on this frame; null when they aren't of it (another frame of reference, or as far as `withinMm` off its
 * plane). Points in pixels are those of their own picture: whose frame it is, is for the caller to know.
 */
export function pixelsOf(
	points: AnnotationPoints,
	geometry: FrameGeometry,
	withinMm = planeToleranceMm,
): Pixel[] | null {
	const { plane, spacing } = geometry;
	if (points.space === 'image') return points.at.map(([column, row]) => [column, row]);
	if (plane === null || spacing === null || points.frameOfReference !== plane.frameOfReference) return null;
	const normal = cross(plane.across, plane.down);
	const found: Pixel[] = [];
	for (const at of points.at) {
		const from: Patient = [at[0] - plane.origin[0], at[1] - plane.origin[1], at[2] - plane.origin[2]];
		if (Math.abs(dot(from, normal)) >= withinMm) return null;
		found.push([
			dot(from, plane.across) / spacing.columnMm + 0.5,
			dot(from, plane.down) / spacing.rowMm + 0.5,
		]);
	}
	return found;
}

/** How far a plane's origin lies above this one, along this one's normal, mm; null when they can't be compared. */
export function stepBetween(plane: FramePlane, other: FramePlane): number | null {
	if (plane.frameOfReference !== other.frameOfReference) return null;
	const from: Patient = [
		other.origin[0] - plane.origin[0],
		other.origin[1] - plane.origin[1],
		other.origin[2] - plane.origin[2],
	];
	return dot(from, cross(plane.across, plane.down));
}

function dot(a: Patient, b: Patient): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Patient, b: Patient): Patient {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
