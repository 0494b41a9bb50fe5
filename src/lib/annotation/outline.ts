/** Plane figures in a square scale (millimetres or pixels). Angles in degrees, 0 to 180. */
export type Point = readonly [x: number, y: number];

export function distance([x0, y0]: Point, [x1, y1]: Point): number {
	return Math.hypot(x1 - x0, y1 - y0);
}

/** At `corner`, between the ways to both ends; null when one way has no length. */
export function angleAt(corner: Point, one: Point, other: Point): number | null {
	return angleBetween([one[0] - corner[0], one[1] - corner[1]], [other[0] - corner[0], other[1] - corner[1]]);
}

/** Between two lines whatever their ends' order: 0 to 90 (Cobb). */
export function angleOfLines(a0: Point, a1: Point, b0: Point, b1: Point): number | null {
	const angle = angleBetween([a1[0] - a0[0], a1[1] - a0[1]], [b1[0] - b0[0], b1[1] - b0[1]]);
	return angle === null ? null : Math.min(angle, 180 - angle);
}

function angleBetween(a: Point, b: Point): number | null {
	if (Math.hypot(...a) === 0 || Math.hypot(...b) === 0) return null;
	// atan2 keeps small angles exact where acos of a cosine near one doesn't.
	const across = a[0] * b[1] - a[1] * b[0];
	const along = a[0] * b[0] + a[1] * b[1];
	return Math.abs(Math.atan2(across, along)) * (180 / Math.PI);
}

/** Of a closed outline, whichever way it turns (shoelace). One that crosses itself counts each turn's area. */
export function areaOf(outline: readonly Point[]): number {
	let twice = 0;
	outline.forEach(([x, y], i) => {
		const [nextX, nextY] = outline[(i + 1) % outline.length] ?? [x, y];
		twice += x * nextY - nextX * y;
	});
	return Math.abs(twice) / 2;
}

export function perimeterOf(outline: readonly Point[]): number {
	return outline.reduce(
		(sum, point, i) => sum + distance(point, outline[(i + 1) % outline.length] ?? point),
		0,
	);
}

/** Where a closed outline crosses a height; a point left of an odd number of them is inside (even-odd). */
export function crossings(outline: readonly Point[], y: number): number[] {
	const found: number[] = [];
	for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
		const [ax, ay] = outline[i] ?? [0, 0];
		const [bx, by] = outline[j] ?? [0, 0];
		if (ay > y !== by > y) found.push(((bx - ax) * (y - ay)) / (by - ay) + ax);
	}
	return found;
}
