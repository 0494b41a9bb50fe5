/** A radiograph of a hand, 12 bits, brighter where more was absorbed; age, side and build follow the seed. */
import { Film } from './film.ts';
import { NoisePlane, SpaceNoise, seeded } from './random.ts';
import { smoothstep } from './shapes.ts';

export interface HandFilmPlan {
	readonly seed: number;
	readonly columns: number;
	readonly rows: number;
	readonly left: boolean;
}

/** Base of each ray at the wrist, its direction, and the lengths of metacarpal and phalanges, in shares of the height. */
const rays: readonly { u: number; v: number; angle: number; bones: readonly number[]; half: number }[] = [
	{ u: -0.105, v: 0.655, angle: -0.82, bones: [0.125, 0.095, 0.075], half: 0.0165 },
	{ u: -0.062, v: 0.625, angle: -0.2, bones: [0.178, 0.112, 0.068, 0.052], half: 0.0155 },
	{ u: -0.012, v: 0.615, angle: -0.035, bones: [0.17, 0.125, 0.082, 0.056], half: 0.0155 },
	{ u: 0.036, v: 0.62, angle: 0.12, bones: [0.152, 0.116, 0.078, 0.056], half: 0.0142 },
	{ u: 0.08, v: 0.635, angle: 0.29, bones: [0.138, 0.092, 0.056, 0.05], half: 0.013 },
];

/** Carpal bones: place and half axes. */
const carpals: readonly (readonly [number, number, number, number])[] = [
	[-0.075, 0.695, 0.03, 0.024],
	[-0.088, 0.655, 0.022, 0.018],
	[-0.045, 0.65, 0.022, 0.022],
	[-0.004, 0.668, 0.026, 0.036],
	[0.044, 0.668, 0.028, 0.03],
	[-0.012, 0.722, 0.028, 0.024],
	[0.038, 0.715, 0.024, 0.022],
	[0.055, 0.7, 0.016, 0.016],
];

export function handFilm(plan: HandFilmPlan): Uint16Array {
	const random = seeded(plan.seed);
	const film = new Film(plan.columns, plan.rows);
	const build = 1.02 + random() * 0.12;
	const spread = 0.85 + random() * 0.3;
	const tilt = (random() - 0.5) * 0.08;
	const mirror = plan.left ? 1 : -1;
	const at = (u: number, v: number): [number, number] => [
		plan.columns * 0.5 + mirror * (u + (v - 0.6) * tilt) * plan.rows * build,
		plan.rows * -0.07 + v * plan.rows * 0.93 * build,
	];
	const unit = plan.rows * build;
	const bones: { points: [number, number, number][]; half: number }[] = [];
	const flesh: [[number, number, number], [number, number, number]][] = [];
	for (const ray of rays) {
		let u = ray.u;
		let v = ray.v;
		let angle = ray.angle * spread;
		ray.bones.forEach((length, index) => {
			const gap = 0.008;
			const from = at(u + Math.sin(angle) * gap, v - Math.cos(angle) * gap);
			const end: [number, number] = [u + Math.sin(angle) * length, v - Math.cos(angle) * length];
			const to = at(end[0] - Math.sin(angle) * gap, end[1] + Math.cos(angle) * gap);
			const half = ray.half * (1 - index * 0.14) * unit;
			bones.push({ points: shaft(from, to, half, index === ray.bones.length - 1), half });
			const thick = (index === 0 ? 0.046 : 0.036 - index * 0.0035) * unit;
			flesh.push([
				[...from, thick],
				[...to, thick * 0.93],
			]);
			[u, v] = end;
			angle += (random() - 0.5) * 0.07;
		});
	}
	flesh.push([
		[...at(-0.005, 0.66), unit * 0.125],
		[...at(0, 0.5), unit * 0.13],
	]);
	flesh.push([
		[...at(-0.01, 0.7), unit * 0.1],
		[...at(-0.005, 1.15), unit * 0.098],
	]);
	film.rods(flesh, (half) => 0.16 + (0.24 * half) / (unit * 0.13));
	film.soften(12);
	for (const bone of bones) {
		film.stroke({ points: bone.points, density: 0.44, hollow: 0.62, edge: 2 });
	}
	for (const [u, v, a, b] of carpals) {
		film.stroke({
			points: [
				[...at(u - a * 0.3, v - b * 0.3), a * unit],
				[...at(u + a * 0.3, v + b * 0.3), b * unit],
			],
			density: 0.36,
			hollow: 0.45,
			edge: 2,
		});
	}
	film.stroke({
		points: [
			[...at(-0.05, 0.775), 0.05 * unit],
			[...at(-0.05, 0.82), 0.036 * unit],
			[...at(-0.045, 1.2), 0.03 * unit],
		],
		density: 0.5,
		hollow: 0.62,
		edge: 2,
	});
	film.stroke({
		points: [
			[...at(0.055, 0.785), 0.024 * unit],
			[...at(0.05, 0.82), 0.021 * unit],
			[...at(0.045, 1.2), 0.022 * unit],
		],
		density: 0.44,
		hollow: 0.62,
		edge: 2,
	});
	film.soften(1);
	return exposed(film, plan);
}

/** A long bone: wide at both ends, waisted between; the last one of a finger ends in a tuft. */
function shaft(
	from: [number, number],
	to: [number, number],
	half: number,
	last: boolean,
): [number, number, number][] {
	const points: [number, number, number][] = [];
	for (let i = 0; i <= 12; i++) {
		const t = i / 12;
		const ends = Math.abs(2 * t - 1) ** 2.6;
		const width = half * (0.66 + 0.4 * ends) * (last ? 1 - 0.32 * t : 1 - 0.08 * t);
		points.push([from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, width]);
	}
	return points;
}

function exposed(film: Film, plan: HandFilmPlan): Uint16Array {
	const grain = new NoisePlane(plan.seed + 5, 1);
	const space = new SpaceNoise(plan.seed + 6);
	const out = new Uint16Array(film.columns * film.rows);
	const frame = 26;
	for (let y = 0; y < film.rows; y++) {
		for (let x = 0; x < film.columns; x++) {
			const at = y * film.columns + x;
			const value = film.values[at] ?? 0;
			// Trabeculae within bone, nothing in air.
			const net = value > 0.42 ? 0.05 * space.at(x / 2.4, y / 3.6, 1) * (value - 0.3) : 0;
			const shown = 1 - Math.exp(-(value + net) * 1.7);
			const edge = smoothstep(0, 3, Math.min(x, y, film.columns - 1 - x, film.rows - 1 - y) - frame);
			const level = (0.045 + shown * 0.98) * edge + grain.at(x, y) * (0.005 + 0.006 * shown) * edge;
			out[at] = Math.max(0, Math.min(4095, Math.round(level * 3900)));
		}
	}
	letter(out, plan);
	return out;
}

function letter(out: Uint16Array, plan: HandFilmPlan): void {
	const rowsOfL = ['1000', '1000', '1000', '1000', '1111'];
	const rowsOfR = ['1110', '1001', '1110', '1010', '1001'];
	const x0 = plan.left ? plan.columns - 110 : 62;
	for (const [r, line] of (plan.left ? rowsOfL : rowsOfR).entries()) {
		for (let c = 0; c < 4; c++) {
			if (line[c] !== '1') continue;
			for (let y = 0; y < 9; y++)
				out.fill(
					4050,
					(64 + r * 9 + y) * plan.columns + x0 + c * 9,
					(64 + r * 9 + y) * plan.columns + x0 + c * 9 + 9,
				);
		}
	}
}
