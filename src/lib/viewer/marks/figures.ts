/** Plane figures in picture pixels. */
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Scale } from '#lib/annotation/scale.ts';

type Squares = Pick<Scale, 'perColumn' | 'perRow'>;

export function toScale([x, y]: Pixel, { perColumn, perRow }: Squares): Pixel {
	return [x * perColumn, y * perRow];
}

export function fromScale([x, y]: Pixel, { perColumn, perRow }: Squares): Pixel {
	return [x / perColumn, y / perRow];
}

export function mid([ax, ay]: Pixel, [bx, by]: Pixel): Pixel {
	return [(ax + bx) / 2, (ay + by) / 2];
}

/** The way from one to the other. */
export function between([ax, ay]: Pixel, [bx, by]: Pixel): Pixel {
	return [bx - ax, by - ay];
}

export function shifted(points: readonly Pixel[], [dx, dy]: Pixel): readonly Pixel[] {
	return points.map(([x, y]): Pixel => [x + dx, y + dy]);
}

/** Sides enough that no screen shows them as sides. */
const sides = 128;

/** `p`, `q`: half axes; they need not lie along rows and columns. */
export function ellipseOutline(
	centre: Pixel,
	p: Pixel,
	q: Pixel,
): { points: readonly Pixel[]; closed: true } {
	const points = Array.from({ length: sides }, (_, i): Pixel => {
		const angle = (2 * Math.PI * i) / sides;
		const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
		return [centre[0] + p[0] * cos + q[0] * sin, centre[1] + p[1] * cos + q[1] * sin];
	});
	return { points, closed: true };
}

/** As few points as show the same line within `tolerance`, never more than `most` (Douglas and Peucker). */
export function simplified(path: readonly Pixel[], tolerance: number, most: number): readonly Pixel[] {
	for (let within = tolerance; ; within *= 1.5) {
		const kept = thinned(path, within);
		if (kept.length <= most || within <= 0) return kept.slice(0, most);
	}
}

function thinned(path: readonly Pixel[], tolerance: number): readonly Pixel[] {
	const keep = new Set([0, path.length - 1]);
	const waiting: [number, number][] = [[0, path.length - 1]];
	for (let span = waiting.pop(); span !== undefined; span = waiting.pop()) {
		const [from, to] = span;
		let [farthest, far] = [-1, tolerance];
		for (let i = from + 1; i < to; i++) {
			const off = fromLine(path[i], path[from], path[to]);
			if (off > far) [farthest, far] = [i, off];
		}
		if (farthest < 0) continue;
		keep.add(farthest);
		waiting.push([from, farthest], [farthest, to]);
	}
	return path.filter((_, i) => keep.has(i));
}

/** Distance of a point from the part of a line between two. */
export function fromLine(point: Pixel | undefined, from: Pixel | undefined, to: Pixel | undefined): number {
	if (!point || !from || !to) return Infinity;
	const [dx, dy] = between(from, to);
	const length2 = dx * dx + dy * dy;
	const at = length2 === 0 ? 0 : ((point[0] - from[0]) * dx + (point[1] - from[1]) * dy) / length2;
	const along = Math.min(1, Math.max(0, at));
	return Math.hypot(point[0] - from[0] - dx * along, point[1] - from[1] - dy * along);
}

/** A hand that draws on and on is drawn no further: more can't be seen, and it would only be thinned out. */
export const longestPath = 20_000;
