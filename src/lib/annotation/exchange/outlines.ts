/** Outlines of many points brought to as many as a mark may have, without a change that an eye could see. */
import type { Pixel } from '../frame-geometry.ts';

/** Steps for one outline: a line made to be slow is left out rather than waited for. */
const mostSteps = 3_000_000;
/** In pixels: more than this would be seen. */
const coarsest = 1;

/**
 * At most `most` points: the ones that matter (Douglas and Peucker), with the finest tolerance that suffices. null: it can't be
 * done without a change that shows.
 */
export function thinned(points: readonly Pixel[], most: number): readonly Pixel[] | null {
	if (points.length <= most) return points;
	const budget = { steps: mostSteps };
	for (let tolerance = 0.05; tolerance <= coarsest; tolerance *= 2) {
		const kept = simplified(points, tolerance, budget);
		if (kept === null || kept.length <= most) return kept;
	}
	return null;
}

function simplified(
	points: readonly Pixel[],
	tolerance: number,
	budget: { steps: number },
): readonly Pixel[] | null {
	const keep = new Uint8Array(points.length);
	keep[0] = 1;
	keep[points.length - 1] = 1;
	const ranges: [number, number][] = [[0, points.length - 1]];
	for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
		const [from, to] = range;
		budget.steps -= to - from;
		if (budget.steps < 0) return null;
		let [far, at] = [tolerance, -1];
		for (let i = from + 1; i < to; i++) {
			const off = offLine(points[i], points[from], points[to]);
			if (off > far) [far, at] = [off, i];
		}
		if (at < 0) continue;
		keep[at] = 1;
		ranges.push([from, at], [at, to]);
	}
	return points.filter((_, i) => keep[i] === 1);
}

function offLine(p: Pixel | undefined, a: Pixel | undefined, b: Pixel | undefined): number {
	if (p === undefined || a === undefined || b === undefined) return 0;
	const [x, y] = [b[0] - a[0], b[1] - a[1]];
	const length = x * x + y * y;
	const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((p[0] - a[0]) * x + (p[1] - a[1]) * y) / length));
	return Math.hypot(p[0] - a[0] - along * x, p[1] - a[1] - along * y);
}

const stepsBetween = 8;

/** INTERPOLATED (PS3.3 C.10.5.1.2): some smooth line through all the points; here a Catmull-Rom spline. */
export function curveThrough(points: readonly Pixel[]): readonly Pixel[] {
	if (points.length < 3) return points;
	const [first, last] = [points[0], points.at(-1)];
	const round = first !== undefined && last !== undefined && first[0] === last[0] && first[1] === last[1];
	const at = (index: number): Pixel => {
		const ring = points.length - 1;
		const place = round ? ((index % ring) + ring) % ring : Math.max(0, Math.min(points.length - 1, index));
		return points[place] ?? [0, 0];
	};
	const out: Pixel[] = [];
	for (let i = 0; i < points.length - 1; i++) {
		const corners = [at(i - 1), at(i), at(i + 1), at(i + 2)] as const;
		for (let step = 0; step < stepsBetween; step++) out.push(between(corners, step / stepsBetween));
	}
	out.push(at(points.length - 1));
	return out;
}

function between([a, b, c, d]: readonly [Pixel, Pixel, Pixel, Pixel], t: number): Pixel {
	const along = (i: 0 | 1): number =>
		0.5 *
		(2 * b[i] +
			(c[i] - a[i]) * t +
			(2 * a[i] - 5 * b[i] + 4 * c[i] - d[i]) * t * t +
			(3 * b[i] - a[i] - 3 * c[i] + d[i]) * t * t * t);
	return [along(0), along(1)];
}
