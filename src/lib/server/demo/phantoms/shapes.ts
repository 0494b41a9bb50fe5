/** Small geometry for the phantoms; lengths in mm unless said otherwise. */
export type Point = readonly [number, number, number];

/** Straight lines between given points of a curve, ends held. */
export type Curve = readonly (readonly [number, number])[];

export function along(curve: Curve, at: number): number {
	let before = curve[0];
	if (before === undefined) return 0;
	for (const point of curve) {
		if (at < point[0]) {
			const span = point[0] - before[0];
			return span <= 0 ? point[1] : before[1] + ((point[1] - before[1]) * (at - before[0])) / span;
		}
		before = point;
	}
	return before[1];
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function smoothstep(from: number, to: number, at: number): number {
	const t = Math.min(1, Math.max(0, (at - from) / (to - from)));
	return t * t * (3 - 2 * t);
}

/** Math.hypot guards against overflow, which no phantom needs, and costs ten times as much. */
export function hypot2(x: number, y: number): number {
	return Math.sqrt(x * x + y * y);
}

export function hypot3(x: number, y: number, z: number): number {
	return Math.sqrt(x * x + y * y + z * z);
}

export function mix(a: number, b: number, t: number): number {
	return a + (b - a) * t;
}

/** A piece of a vessel, airway or bone: thickness changes from one end to the other. */
export interface Capsule {
	readonly from: Point;
	readonly to: Point;
	readonly r0: number;
	readonly r1: number;
}

/** How deep a point lies within a capsule: positive inside, mm. */
export function depthInCapsule(c: Capsule, x: number, y: number, z: number): number {
	const dx = c.to[0] - c.from[0];
	const dy = c.to[1] - c.from[1];
	const dz = c.to[2] - c.from[2];
	const px = x - c.from[0];
	const py = y - c.from[1];
	const pz = z - c.from[2];
	const length2 = dx * dx + dy * dy + dz * dz;
	const t = length2 === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy + pz * dz) / length2));
	const ex = px - t * dx;
	const ey = py - t * dy;
	const ez = pz - t * dz;
	return c.r0 + (c.r1 - c.r0) * t - Math.sqrt(ex * ex + ey * ey + ez * ez);
}

/** A chain of capsules through points; radii at the points. */
export function chain(points: readonly (readonly [number, number, number, number])[]): Capsule[] {
	const out: Capsule[] = [];
	let before = points[0];
	for (const point of points.slice(1)) {
		if (before === undefined) break;
		out.push({
			from: [before[0], before[1], before[2]],
			to: [point[0], point[1], point[2]],
			r0: before[3],
			r1: point[3],
		});
		before = point;
	}
	return out;
}

export interface Ellipsoid {
	readonly center: Point;
	/** unit vector of the long axis */
	readonly axis: Point;
	readonly long: number;
	readonly short: number;
}

/** 1 on the surface, less inside. */
export function ellipsoidRadius(e: Ellipsoid, x: number, y: number, z: number): number {
	const px = x - e.center[0];
	const py = y - e.center[1];
	const pz = z - e.center[2];
	const t = px * e.axis[0] + py * e.axis[1] + pz * e.axis[2];
	const rest = Math.max(0, px * px + py * py + pz * pz - t * t);
	return Math.sqrt((t * t) / (e.long * e.long) + rest / (e.short * e.short));
}

/** In place 1-2-1 softening of a picture in both directions: the scanner's point spread. */
export function soften(picture: Float32Array, columns: number, rows: number): void {
	const line = new Float32Array(Math.max(columns, rows));
	for (let y = 0; y < rows; y++) {
		const start = y * columns;
		line.set(picture.subarray(start, start + columns));
		for (let x = 1; x < columns - 1; x++) {
			picture[start + x] = ((line[x - 1] ?? 0) + 2 * (line[x] ?? 0) + (line[x + 1] ?? 0)) / 4;
		}
	}
	for (let x = 0; x < columns; x++) {
		for (let y = 0; y < rows; y++) line[y] = picture[y * columns + x] ?? 0;
		for (let y = 1; y < rows - 1; y++) {
			picture[y * columns + x] = ((line[y - 1] ?? 0) + 2 * (line[y] ?? 0) + (line[y + 1] ?? 0)) / 4;
		}
	}
}
