/** What lies in the beam of the chest radiograph. Positions as shares of the width; y counts in widths too. */
import type { Film } from './film.ts';
import { SpaceNoise, seeded } from './random.ts';
import type { Curve } from './shapes.ts';
import { along, hypot2, smoothstep } from './shapes.ts';
import { growTree } from './vessel-tree.ts';

export interface ChestShape {
	/** 1 = average width of the heart */
	readonly heart: number;
	/** 0 none .. 1: breast shadows */
	readonly breasts: number;
	/** 1 = average size of the chest within the picture */
	readonly size: number;
	readonly noduleRadius: number;
}

/** Outer wall and inner (mediastinal) border of each lung by height; the picture's right is the patient's left. */
const outer: Curve = [
	[0.17, 0.07],
	[0.2, 0.13],
	[0.26, 0.19],
	[0.36, 0.25],
	[0.5, 0.293],
	[0.66, 0.318],
	[0.8, 0.33],
	[0.92, 0.335],
	[1.1, 0.335],
];
const innerRight: Curve = [
	[0.17, 0.035],
	[0.28, 0.04],
	[0.4, 0.052],
	[0.52, 0.062],
	[0.6, 0.066],
	[0.72, 0.088],
	[0.82, 0.096],
	[0.9, 0.082],
	[1, 0.06],
];
const innerLeft: Curve = [
	[0.17, 0.035],
	[0.3, 0.05],
	[0.36, 0.07],
	[0.41, 0.066],
	[0.47, 0.062],
	[0.53, 0.074],
	[0.6, 0.08],
	[0.68, 0.115],
	[0.78, 0.168],
	[0.86, 0.188],
	[0.93, 0.18],
	[1, 0.15],
];

interface Place {
	readonly u: number;
	readonly v: number;
}

function placeOf(film: Film, shape: ChestShape, x: number, y: number): Place {
	const scale = film.columns * shape.size;
	return { u: (x - film.columns * 0.5) / scale, v: (y - film.columns * 0.02) / scale };
}

export function toFilm(film: Film, shape: ChestShape, u: number, v: number): [number, number] {
	const scale = film.columns * shape.size;
	return [film.columns * 0.5 + u * scale, film.columns * 0.02 + v * scale];
}

function dome(u: number): number {
	const right = u < 0;
	const side = (Math.abs(u) - (right ? 0.17 : 0.19)) / 0.17;
	return (right ? 0.875 : 0.91) + 0.075 * side * side + (side > 0 ? 0.035 * side * side * side : 0);
}

/** 0 outside, 1 well inside the air of a lung. */
export function lungAir(u: number, v: number, shape: ChestShape): number {
	const wall = along(outer, v);
	const heartWidth = v > 0.55 ? shape.heart : 1;
	const middle = along(u < 0 ? innerRight : innerLeft, v) * (u < 0 ? 0.5 + heartWidth / 2 : heartWidth);
	const side = Math.abs(u);
	if (v < 0.16 || side > wall + 0.02) return 0;
	const fromWall = smoothstep(-0.006, 0.012, wall - side);
	const fromMiddle = smoothstep(-0.006, 0.012, side - middle);
	const fromDome = smoothstep(-0.005, 0.008, dome(u) - v);
	const fromApex = smoothstep(0, 0.035, v - 0.172 - 0.012 * Math.cos(side * 20));
	return fromWall * fromMiddle * fromDome * fromApex;
}

export function paintSoftTissue(film: Film, shape: ChestShape, seed: number): void {
	const space = new SpaceNoise(seed);
	film.add(everywhere(film), (x, y) => {
		const { u, v } = placeOf(film, shape, x, y);
		const side = Math.abs(u);
		const body = bodyThickness(side, v);
		if (body <= 0) return 0;
		const air = lungAir(u, v, shape);
		const haze = 0.03 * space.at(u * 9, v * 9, 1) + 0.012 * space.at(u * 30, v * 30, 2);
		// The lung is thinner towards its rim: the wall is seen edge-on there.
		const wall = along(outer, v);
		const bulk = Math.sqrt(Math.max(0, 1 - (side / (wall + 0.02)) ** 2));
		const chest = 0.95 + haze;
		const lungAbsorbs = 0.2 + 0.3 * (1 - bulk) + (v - 0.5) * 0.12 + haze;
		let out = body * (chest + (lungAbsorbs - chest) * air);
		// Behind the domes the lung reaches down: the belly is not all of one grey.
		out += 0.22 * smoothstep(0.9, 1.1, v) * (1 - air);
		out += 0.25 * heartShadow(u, v, shape) * (1 - air * 0.6);
		out -= windpipe(u, v) + stomachBubble(u, v);
		if (shape.breasts > 0) out += 0.16 * shape.breasts * breast(side, v);
		return out;
	});
}

function bodyThickness(side: number, v: number): number {
	// Neck, shoulders and arms out of the picture, flanks.
	const neck = along(
		[
			[0, 0.1],
			[0.08, 0.115],
			[0.13, 0.2],
			[0.17, 0.36],
			[0.22, 0.5],
			[0.3, 0.6],
			[0.4, 0.58],
			[0.5, 0.47],
			[0.62, 0.41],
			[0.9, 0.405],
			[1.3, 0.42],
		],
		v,
	);
	const rim = smoothstep(0, 0.06, neck - side);
	const thin = 0.55 + 0.45 * Math.sqrt(Math.max(0, 1 - (side / (neck + 0.05)) ** 2));
	return rim * thin;
}

function heartShadow(u: number, v: number, shape: ChestShape): number {
	const e = hypot2((u - 0.045) / (0.125 * shape.heart), (v - 0.78) / 0.16);
	return Math.max(0, 1 - e * e);
}

function windpipe(u: number, v: number): number {
	const middle = 0.004 + (v > 0.3 && v < 0.42 ? -0.006 : 0);
	const straight =
		smoothstep(0.026, 0.012, Math.abs(u - middle)) * smoothstep(0.47, 0.43, v) * smoothstep(-0.1, 0.1, v);
	const t = (v - 0.44) / 0.1;
	const fork =
		t > 0 && t < 1
			? smoothstep(0.017, 0.011, Math.abs(Math.abs(u + 0.002) - 0.012 - t * 0.055)) * (1 - t * 0.7)
			: 0;
	return 0.15 * Math.max(straight, fork * 0.8);
}

function stomachBubble(u: number, v: number): number {
	const e = hypot2((u - 0.17) / 0.062, (v - 0.985) / 0.034);
	return 0.34 * smoothstep(1.1, 0.75, e) * smoothstep(0.955, 0.968, v);
}

function breast(side: number, v: number): number {
	const e = hypot2((side - 0.2) / 0.15, (v - 0.8) / 0.15);
	return smoothstep(1.02, 0.9, e) * (v > 0.8 ? 1 : smoothstep(0.55, 0.8, v));
}

export function paintVessels(film: Film, shape: ChestShape, seed: number): void {
	const random = seeded(seed);
	const scale = film.columns * shape.size;
	const unit = scale / 400;
	for (const side of [-1, 1]) {
		const inside = (x: number, y: number) => lungAir(x / 400, y / 400, shape) > 0.6 && Math.sign(x) === side;
		const hilum: readonly [number, number, number] = side < 0 ? [-34, 226, 0] : [36, 212, 0];
		const rule = { inside, random, thinnest: 0.5, flat: true };
		const parts = hilarRoots
			.flatMap(([dx, dy, radius]) => growTree(hilum, [side * dx, dy, 0], radius, rule))
			.map((part) => {
				const a = toFilm(film, shape, part.from[0] / 400, part.from[1] / 400);
				const b = toFilm(film, shape, part.to[0] / 400, part.to[1] / 400);
				return [
					[...a, part.r0 * unit],
					[...b, part.r1 * unit],
				] as const;
			});
		film.rods(parts, (half) => 0.014 + (0.037 * half) / unit);
	}
	const [x, y] = toFilm(film, shape, -0.178, 0.33);
	const radius = shape.noduleRadius * scale;
	const space = new SpaceNoise(seed + 9);
	if (radius > 0) {
		film.add({ x0: x - radius * 2, y0: y - radius * 2, x1: x + radius * 2, y1: y + radius * 2 }, (px, py) => {
			const rough = 1 + 0.22 * space.at(px / radius, py / radius, 5);
			return 0.2 * smoothstep(1.25, 0.5, (hypot2(px - x, py - y) / radius) * rough);
		});
	}
}

const hilarRoots: readonly (readonly [number, number, number])[] = [
	[0.5, -1, 4.4],
	[0.9, -0.7, 3.8],
	[1, -0.15, 3.8],
	[1, 0.35, 4],
	[0.8, 0.8, 4.6],
	[0.35, 1, 5.2],
	[0.2, 0.9, 4.6],
	[0.25, -1, 3.6],
];

export function paintBones(film: Film, shape: ChestShape, seed: number): void {
	const random = seeded(seed);
	const scale = film.columns * shape.size;
	const put = (points: readonly (readonly [number, number, number])[], density: number, hollow: number) => {
		film.stroke({
			points: points.map(([u, v, w]) => [...toFilm(film, shape, u, v), w * scale] as const),
			density,
			hollow,
			edge: 2,
		});
	};
	spine(put);
	for (const side of [-1, 1]) {
		ribs(put, side, random);
		clavicle(put, side);
		shoulder(put, side);
	}
}

type Put = (points: readonly (readonly [number, number, number])[], density: number, hollow: number) => void;

function ribs(put: Put, side: number, random: () => number): void {
	for (let k = 0; k < 10; k++) {
		const start = 0.2 + k * 0.0745;
		const reach = along(outer, start + 0.09) + 0.008;
		const jitter = (random() - 0.5) * 0.006;
		const back: [number, number, number][] = [];
		for (let i = 0; i <= 26; i++) {
			const t = i / 26;
			const u = 0.03 + (reach - 0.03) * Math.sin((t * Math.PI) / 2);
			const rise = -0.022 * Math.sin(Math.min(1, t * 2.2) * Math.PI) * (k < 8 ? 1 : 0.6);
			const fall = (0.03 + 0.0125 * k) * t * t + 0.09 * t ** 4;
			back.push([side * u, start + rise + fall + jitter, 0.0112 - 0.002 * t + 0.0004 * k]);
		}
		put(back, 0.25 - 0.01 * k, 0.72);
		if (k > 6) continue;
		const front: [number, number, number][] = [];
		const end = back[back.length - 1] ?? [0, 0, 0];
		const stop = 0.105 + 0.012 * k;
		for (let i = 0; i <= 18; i++) {
			const t = i / 18;
			const u = reach + (stop - reach) * t * (0.35 + 0.65 * t);
			front.push([side * u, end[1] + 0.115 * t ** 0.85 + 0.012 * k * t, 0.0092 + 0.0045 * t]);
		}
		put(front, 0.13, 0.66);
	}
}

function clavicle(put: Put, side: number): void {
	const points: [number, number, number][] = [];
	for (let i = 0; i <= 24; i++) {
		const t = i / 24;
		const wave = 0.018 * Math.sin(t * Math.PI * 1.9);
		points.push([
			side * (0.035 + 0.31 * t),
			0.272 - 0.085 * t + wave,
			0.0135 - 0.004 * Math.sin(t * Math.PI),
		]);
	}
	put(points, 0.3, 0.75);
}

function shoulder(put: Put, side: number): void {
	const border: [number, number, number][] = [];
	for (let i = 0; i <= 20; i++) {
		const t = i / 20;
		border.push([side * (0.375 - 0.035 * Math.sin(t * 2.6) - 0.01 * t), 0.27 + 0.31 * t, 0.01 - 0.004 * t]);
	}
	put(border, 0.17, 0.4);
	put(
		[
			[side * 0.4, 0.27, 0.04],
			[side * 0.385, 0.4, 0.036],
			[side * 0.35, 0.56, 0.012],
		],
		0.07,
		0.5,
	);
	put(
		[
			[side * 0.3, 0.25, 0.012],
			[side * 0.35, 0.205, 0.016],
			[side * 0.405, 0.19, 0.02],
		],
		0.2,
		0.6,
	);
	put(
		[
			[side * 0.42, 0.25, 0.05],
			[side * 0.43, 0.262, 0.05],
		],
		0.3,
		0.3,
	);
	put(
		[
			[side * 0.44, 0.27, 0.04],
			[side * 0.475, 0.42, 0.026],
			[side * 0.49, 0.6, 0.024],
		],
		0.32,
		0.7,
	);
}

function spine(put: Put): void {
	for (let k = 0; k < 17; k++) {
		const v = 0.09 + k * 0.062 + k * k * 0.0006;
		const half = 0.03 + k * 0.0008;
		put(
			[
				[-half * 0.55, v, 0.026],
				[half * 0.55, v, 0.026],
			],
			0.14,
			0.5,
		);
		put(
			[
				[-half * 0.62, v - 0.006, 0.0062],
				[-half * 0.62, v + 0.003, 0.0062],
			],
			0.12,
			0.5,
		);
		put(
			[
				[half * 0.62, v - 0.006, 0.0062],
				[half * 0.62, v + 0.003, 0.0062],
			],
			0.12,
			0.5,
		);
		put(
			[
				[0, v + 0.012, 0.0062],
				[0, v + 0.03, 0.0055],
			],
			0.13,
			0.3,
		);
		put(
			[
				[-half * 1.6, v - 0.012, 0.007],
				[0, v - 0.004, 0.008],
				[half * 1.6, v - 0.012, 0.007],
			],
			0.09,
			0.5,
		);
	}
}

function everywhere(film: Film): { x0: number; y0: number; x1: number; y1: number } {
	return { x0: 0, y0: 0, x1: film.columns - 1, y1: film.rows - 1 };
}
