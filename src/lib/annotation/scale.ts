/**
 * What one pixel is worth where something is measured. A length in millimetres that isn't one harms someone: without a
 * spacing, across two ultrasound regions, or along an axis that isn't a length, the answer is pixels and says so.
 */
import type { FrameGeometry, Pixel, Region, Trust } from './frame-geometry.ts';

export interface Scale {
	/** per pixel; both 1 for pixels */
	readonly perColumn: number;
	readonly perRow: number;
	readonly unit: 'mm' | 'px';
	readonly trust: Trust;
}

/** Physical Units X/Y Direction (0018,6024): 3 is cm. */
const centimetres = 3;

export function scaleOf(points: readonly Pixel[], geometry: FrameGeometry): Scale {
	const { regions, spacing, tallness = 1 } = geometry;
	// A pixel's width is the unit: on oblong pixels angles and proportions are right all the same.
	const pixels: Scale = { perColumn: 1, perRow: tallness, unit: 'px', trust: 'none' };
	// A picture with regions has no scale of its own outside them: text and grey bars are not the body (PS3.3 C.8.5.5.1).
	if (regions.length > 0) {
		const region = onlyRegionOf(points, regions);
		return (region === null ? null : regionScale(region)) ?? pixels;
	}
	if (spacing === null) return pixels;
	return { perColumn: spacing.columnMm, perRow: spacing.rowMm, unit: 'mm', trust: spacing.trust };
}

/** The one region that holds every point; where regions overlap, the smallest (C.8.5.5.1.2: the one drawn on top). */
function onlyRegionOf(points: readonly Pixel[], regions: readonly Region[]): Region | null {
	const holding = regions
		.filter((region) => points.every((point) => holds(region, point)))
		.sort((a, b) => areaOf(a) - areaOf(b));
	const [first, second] = holding;
	if (first === undefined) return null;
	// Of two that are the same size and say different things none is to be believed.
	if (second !== undefined && areaOf(second) === areaOf(first) && !sameScale(first, second)) return null;
	return first;
}

function regionScale(region: Region): Scale | null {
	const { unitX, unitY, perPixelX, perPixelY } = region;
	if (unitX !== centimetres || unitY !== centimetres) return null;
	const [perColumn, perRow] = [Math.abs(perPixelX) * 10, Math.abs(perPixelY) * 10];
	return perColumn > 0 && perRow > 0 ? { perColumn, perRow, unit: 'mm', trust: 'calibrated' } : null;
}

/** Both corners are inside (C.8.5.5.1.1: the region includes its border pixels). */
function holds({ x0, y0, x1, y1 }: Region, [column, row]: Pixel): boolean {
	return column >= x0 && column <= x1 + 1 && row >= y0 && row <= y1 + 1;
}

function areaOf({ x0, y0, x1, y1 }: Region): number {
	return (x1 - x0 + 1) * (y1 - y0 + 1);
}

function sameScale(a: Region, b: Region): boolean {
	return (
		a.unitX === b.unitX && a.unitY === b.unitY && a.perPixelX === b.perPixelX && a.perPixelY === b.perPixelY
	);
}
