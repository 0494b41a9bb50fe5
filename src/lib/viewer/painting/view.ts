/**
 * How a picture lies in its box: our own few numbers, so that the first 2D painting, the GPU, the CPU fallback, a recovered
 * context and another person's screen all show the same view. Screen lengths in CSS pixels, y downwards.
 */
import type { ImageInstance } from '#lib/archive/manifest.ts';

export interface View {
	/** 1 = the whole picture just fits the box. */
	readonly zoom: number;
	/** Where the picture's centre lies, from the box's centre. */
	readonly pan: { readonly x: number; readonly y: number };
	/** Degrees clockwise as seen, applied after the flips. */
	readonly rotation: number;
	readonly flipH: boolean;
	readonly flipV: boolean;
}

export const fitted: View = { zoom: 1, pan: { x: 0, y: 0 }, rotation: 0, flipH: false, flipV: false };

export interface Box {
	readonly width: number;
	readonly height: number;
}

/** The picture's size in columns and rows, and how much taller than wide one pixel is (PS3.3 C.7.6.3.1.7). */
export interface Picture {
	readonly columns: number;
	readonly rows: number;
	readonly tallness: number;
}

const zoomLimits = { least: 0.05, most: 60 };

export function pictureOf(instance: ImageInstance, frame: number): Picture {
	const { columns, rows } = instance.format;
	const spacing = instance.perFrame?.[frame - 1]?.spacing ?? instance.spacing;
	const ratio =
		spacing !== null
			? spacing.rowMm / spacing.columnMm
			: instance.aspect !== null
				? instance.aspect[0] / instance.aspect[1]
				: 1;
	return { columns, rows, tallness: Number.isFinite(ratio) && ratio > 0.01 && ratio < 100 ? ratio : 1 };
}

/** CSS pixels per picture column at which the whole picture, as rotated, fits the box. */
export function fitScale(picture: Picture, box: Box, rotation: number): number {
	const angle = (rotation * Math.PI) / 180;
	const cos = Math.abs(Math.cos(angle));
	const sin = Math.abs(Math.sin(angle));
	const width = picture.columns;
	const height = picture.rows * picture.tallness;
	const scale = Math.min(box.width / (width * cos + height * sin), box.height / (width * sin + height * cos));
	return Number.isFinite(scale) && scale > 0 ? scale : 1;
}

/** CSS pixels per picture column now. */
export function scaleOf(view: View, picture: Picture, box: Box): number {
	return fitScale(picture, box, view.rotation) * view.zoom;
}

/** Canvas matrix [a b c d e f]: picture coordinates (0,0 = outer corner of the first pixel) to CSS pixels in the box. */
export function matrixOf(
	view: View,
	picture: Picture,
	box: Box,
): readonly [number, number, number, number, number, number] {
	const scale = scaleOf(view, picture, box);
	const angle = (view.rotation * Math.PI) / 180;
	const cos = Math.cos(angle);
	const sin = Math.sin(angle);
	const sx = scale * (view.flipH ? -1 : 1);
	const sy = scale * picture.tallness * (view.flipV ? -1 : 1);
	const [a, b, c, d] = [cos * sx, sin * sx, -sin * sy, cos * sy];
	const midX = picture.columns / 2;
	const midY = picture.rows / 2;
	const e = box.width / 2 + view.pan.x - (a * midX + c * midY);
	const f = box.height / 2 + view.pan.y - (b * midX + d * midY);
	return [a, b, c, d, e, f];
}

/** Picture coordinates under a point of the box. */
export function pictureAt(
	view: View,
	place: { picture: Picture; box: Box },
	point: { x: number; y: number },
): { x: number; y: number } {
	const [a, b, c, d, e, f] = matrixOf(view, place.picture, place.box);
	const determinant = a * d - b * c;
	const x = point.x - e;
	const y = point.y - f;
	return { x: (d * x - c * y) / determinant, y: (a * y - b * x) / determinant };
}

/** Zoomed by `factor` so that what lies under `anchor` (from the box's corner) stays there. */
export function zoomedAbout(view: View, factor: number, anchor: { x: number; y: number; box: Box }): View {
	const zoom = Math.min(zoomLimits.most, Math.max(zoomLimits.least, view.zoom * factor));
	const real = zoom / view.zoom;
	const fromX = anchor.x - anchor.box.width / 2;
	const fromY = anchor.y - anchor.box.height / 2;
	return {
		...view,
		zoom,
		pan: { x: fromX + (view.pan.x - fromX) * real, y: fromY + (view.pan.y - fromY) * real },
	};
}

export function panned(view: View, dx: number, dy: number): View {
	return { ...view, pan: { x: view.pan.x + dx, y: view.pan.y + dy } };
}

/** A quarter turn about the box's centre, zoom kept in real size when the picture was not fitted. */
export function turned(view: View, degrees: number): View {
	const rotation = (((view.rotation + degrees) % 360) + 360) % 360;
	const angle = (degrees * Math.PI) / 180;
	const { x, y } = view.pan;
	return {
		...view,
		rotation,
		pan: { x: x * Math.cos(angle) - y * Math.sin(angle), y: x * Math.sin(angle) + y * Math.cos(angle) },
	};
}

/** Mirrored as seen on screen, whatever the rotation. */
export function mirrored(view: View, axis: 'horizontal' | 'vertical'): View {
	const sideways = view.rotation % 180 === 90;
	const flipColumns = (axis === 'horizontal') !== sideways;
	const pan = axis === 'horizontal' ? { x: -view.pan.x, y: view.pan.y } : { x: view.pan.x, y: -view.pan.y };
	return {
		...view,
		pan,
		flipH: flipColumns ? !view.flipH : view.flipH,
		flipV: flipColumns ? view.flipV : !view.flipV,
	};
}
