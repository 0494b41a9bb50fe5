import type { Dataset } from '../dataset.ts';
import { items, number } from '../dataset.ts';
import type { UltrasoundRegion } from './image-facts.ts';

/** Sequence of Ultrasound Regions (PS3.3 C.8.5.5): each with its own scale, so a length holds only inside one region. */
export function regionsOf(set: Dataset): UltrasoundRegion[] {
	const out: UltrasoundRegion[] = [];
	for (const item of items(set, '00186011').slice(0, 64)) {
		const values = [
			'00186018',
			'0018601A',
			'0018601C',
			'0018601E',
			'00186024',
			'00186026',
			'0018602C',
			'0018602E',
		].map((tag) => number(item, tag));
		const [x0, y0, x1, y1, unitX, unitY, perPixelX, perPixelY] = values;
		if (x0 == null || y0 == null || x1 == null || y1 == null || perPixelX == null || perPixelY == null)
			continue;
		if (x1 <= x0 || y1 <= y0 || perPixelX === 0 || perPixelY === 0) continue;
		out.push({
			x0,
			y0,
			x1,
			y1,
			unitX: unitX ?? 0,
			unitY: unitY ?? 0,
			perPixelX,
			perPixelY,
			spatialFormat: number(item, '00186012') ?? 0,
		});
	}
	return out;
}
