/**
 * An invented adult chest in mm, patient coordinates (x to the left, y to the back, z up; z = 0 in the upper abdomen,
 * z = 300 above the clavicles). Proportions after textbooks, no one's images.
 */
import { growTree } from './vessel-tree.ts';
import { seeded } from './random.ts';
import type { Capsule, Curve, Ellipsoid, Point } from './shapes.ts';
import { along, chain } from './shapes.ts';
import { unit } from './vessel-tree.ts';

const bodyHalfWidth: Curve = [
	[0, 158],
	[80, 164],
	[160, 166],
	[220, 163],
	[255, 158],
	[280, 142],
	[305, 118],
];
const bodyHalfDepth: Curve = [
	[0, 112],
	[80, 116],
	[180, 116],
	[250, 104],
	[285, 86],
	[305, 74],
];
const lungHalfWidth: Curve = [
	[0, 130],
	[60, 131],
	[120, 126],
	[180, 115],
	[220, 101],
	[260, 74],
	[285, 44],
	[298, 14],
];
const lungHalfDepth: Curve = [
	[0, 90],
	[60, 91],
	[120, 88],
	[180, 80],
	[220, 69],
	[260, 52],
	[285, 33],
	[298, 12],
];
const lungCenter: Curve = [
	[0, 2],
	[180, 4],
	[260, 16],
	[300, 26],
];
/** Half width of the mediastinum from front to back. */
const mediastinum: Curve = [
	[-95, 13],
	[-62, 12],
	[-40, 26],
	[-10, 33],
	[25, 27],
	[48, 21],
	[70, 24],
	[95, 17],
];

export interface Level {
	readonly bodyA: number;
	readonly bodyB: number;
	readonly lungA: number;
	readonly lungB: number;
	readonly lungY: number;
}

export const bodyY = 8;

export function levelAt(z: number): Level {
	return {
		bodyA: along(bodyHalfWidth, z),
		bodyB: along(bodyHalfDepth, z),
		lungA: along(lungHalfWidth, z),
		lungB: along(lungHalfDepth, z),
		lungY: along(lungCenter, z),
	};
}

/** Radius of an oval with full shoulders, 1 on its outline. */
export function oval(x: number, y: number, a: number, b: number): number {
	const u = (x * x) / (a * a);
	const v = (y * y) / (b * b);
	const sum = u + v;
	return sum === 0 ? 0 : Math.sqrt(sum - (0.34 * u * v) / sum);
}

/** The pleura, 1 on its outline: an oval that reaches back on both sides of the spine. */
export function pleura(x: number, y: number, level: Level): number {
	const back = y - level.lungY;
	const side = Math.abs(x) - level.lungA * 0.5;
	const gutter = back > 0 ? 0.13 * back * Math.exp((-side * side) / (level.lungA * level.lungA * 0.07)) : 0;
	return oval(x, back - gutter, level.lungA, level.lungB);
}

export function mediastinumHalfWidth(y: number, z: number): number {
	const narrow = z > 210 ? Math.min(1.12, 0.88 + (z - 210) / 300) : z > 130 ? 0.92 : 1;
	return along(mediastinum, y) * narrow;
}

/** Height of the diaphragm under each lung: a dome, the right one higher. */
export function diaphragm(x: number, y: number): number {
	const right = x < 0;
	const u = (x - (right ? -62 : 60)) / 82;
	const v = (y + 8) / 96;
	return (right ? 66 : 52) - 44 * (u * u + v * v);
}

export function inLung(x: number, y: number, z: number): boolean {
	if (z > 297 || z < diaphragm(x, y)) return false;
	const level = levelAt(z);
	if (pleura(x, y, level) > 0.97) return false;
	return Math.abs(x) > mediastinumHalfWidth(y, z) + 2;
}

export interface Tube {
	readonly parts: readonly Capsule[];
	readonly hu: number;
	/** soft coat towards the lung, mm */
	readonly coat: number;
}

export const airways: readonly Capsule[] = [
	...chain([
		[0, -4, 305, 8.6],
		[-1, 4, 240, 8.8],
		[-3, 10, 176, 9.4],
	]),
	...chain([
		[-3, 10, 176, 8],
		[-26, 14, 156, 6.6],
		[-44, 16, 146, 5],
		[-58, 14, 138, 3.6],
	]),
	...chain([
		[-26, 14, 156, 4.8],
		[-44, 8, 172, 3.6],
		[-58, 0, 190, 2.6],
	]),
	...chain([
		[-3, 10, 176, 7.6],
		[26, 18, 154, 6.2],
		[44, 20, 144, 4.8],
		[58, 18, 134, 3.4],
	]),
	...chain([
		[36, 19, 149, 4.4],
		[50, 6, 162, 3.2],
		[62, -6, 176, 2.4],
	]),
	...chain([
		[-44, 16, 146, 4.6],
		[-52, 24, 118, 3.8],
		[-60, 36, 96, 2.6],
	]),
	...chain([
		[44, 20, 144, 4.4],
		[52, 30, 116, 3.6],
		[60, 40, 94, 2.6],
	]),
];

const tubes: readonly Tube[] = [
	{
		hu: 205,
		coat: 2,
		parts: chain([
			[6, -20, 104, 14],
			[-10, -26, 130, 15.5],
			[-15, -25, 175, 15.5],
			[-9, -12, 202, 14.5],
			[10, 14, 208, 13.5],
			[22, 32, 198, 13],
			[23, 42, 175, 12.5],
			[20, 44, 90, 11.5],
			[12, 42, 0, 10.5],
		]),
	},
	{
		hu: 225,
		coat: 2,
		parts: chain([
			[14, -44, 104, 13],
			[15, -34, 140, 14.5],
			[18, -18, 156, 13],
		]),
	},
	{
		hu: 220,
		coat: 2,
		parts: chain([
			[16, -14, 156, 11],
			[-14, 0, 152, 10],
			[-42, 6, 148, 8.5],
			[-56, 8, 138, 6.5],
		]),
	},
	{
		hu: 220,
		coat: 2,
		parts: chain([
			[18, -16, 158, 11],
			[36, 6, 162, 9.5],
			[48, 20, 152, 7.5],
			[54, 26, 136, 6],
		]),
	},
	{
		hu: 250,
		coat: 2,
		parts: chain([
			[-32, -14, 96, 10],
			[-32, -16, 160, 9.5],
			[-28, -20, 214, 8.5],
			[-34, -26, 250, 8],
			[-52, -30, 292, 7],
		]),
	},
	{
		hu: 190,
		coat: 1,
		parts: chain([
			[-26, -22, 216, 7],
			[6, -34, 224, 6.5],
			[40, -30, 262, 7],
			[54, -26, 292, 7],
		]),
	},
	{
		hu: 205,
		coat: 1,
		parts: chain([
			[-9, -14, 212, 6.5],
			[-18, -10, 240, 6],
			[-30, -8, 292, 5],
		]),
	},
	{
		hu: 205,
		coat: 1,
		parts: chain([
			[4, 2, 216, 4.5],
			[14, -4, 250, 4],
			[22, -8, 300, 4],
		]),
	},
	{
		hu: 205,
		coat: 1,
		parts: chain([
			[16, 20, 212, 5.5],
			[26, 16, 245, 5],
			[36, 8, 292, 5],
		]),
	},
	{
		hu: 165,
		coat: 2,
		parts: chain([
			[-24, 6, 0, 12],
			[-24, 0, 50, 12],
			[-28, -8, 80, 13],
		]),
	},
	{
		hu: 205,
		coat: 2,
		parts: chain([
			[-66, 34, 126, 4],
			[-38, 26, 116, 6.4],
			[-10, 18, 108, 8.5],
		]),
	},
	{
		hu: 205,
		coat: 2,
		parts: chain([
			[66, 38, 122, 4],
			[40, 28, 114, 6.4],
			[14, 18, 108, 8.5],
		]),
	},
];

export function greatVessels(): readonly Tube[] {
	return tubes;
}

const heartAxis = unit([0.66, -0.52, -0.54]);
export const heart = {
	outline: { center: [18, -24, 74], axis: heartAxis, long: 68, short: 53 },
	rightVentricle: { center: [12, -46, 72], axis: heartAxis, long: 50, short: 25 },
	leftVentricle: { center: [34, -16, 66], axis: heartAxis, long: 48, short: 31 },
	leftCavity: { center: [32, -15, 68], axis: heartAxis, long: 38, short: 19 },
	rightAtrium: { center: [-32, -20, 82], axis: unit([0.1, 0.1, 1]), long: 32, short: 23 },
	leftAtrium: { center: [4, 16, 108], axis: unit([1, 0.1, 0]), long: 34, short: 20 },
} satisfies Record<string, Ellipsoid>;

/** The vessels within both lungs, arteries and veins, from the hila outwards. */
export function lungVessels(seed: number): Capsule[] {
	const random = seeded(seed);
	const rule = { inside: inLung, random, thinnest: 0.36, flat: false };
	const out: Capsule[] = [];
	for (const side of [-1, 1]) {
		for (const [dx, dy, dz, radius] of roots) {
			out.push(...growTree([side * 44, 10, 146], [side * dx, dy, dz], radius, rule));
			out.push(...growTree([side * 40, 22, 130], [side * dx * 1.3, dy + 0.3, dz * 0.8], radius * 0.9, rule));
		}
	}
	return out;
}

/** Hepatic veins, running to the inferior vena cava. */
export function liverVessels(seed: number): Capsule[] {
	const random = seeded(seed);
	const inside = (x: number, y: number, z: number) => x < 6 && inLung(x, y, 100) && z < diaphragm(x, y) - 6;
	const rule = { inside, random, thinnest: 0.9, flat: false };
	const towards: readonly Point[] = [
		[-1, -0.2, -0.1],
		[-0.6, -1, -0.2],
		[-0.9, 0.5, -0.3],
		[-0.5, -0.3, -0.9],
	];
	return towards.flatMap((direction) => growTree([-26, 0, 42], direction, 4.4, rule));
}

const roots: readonly (readonly [number, number, number, number])[] = [
	[0.45, -0.35, 1, 4.2],
	[0.4, 0.45, 0.95, 4],
	[0.75, -0.9, 0.35, 3.6],
	[0.9, 0.2, 0.5, 3.4],
	[1, -0.3, -0.1, 3.6],
	[0.75, -0.75, -0.5, 3.8],
	[0.9, 0.35, -0.55, 3.8],
	[0.4, 0.6, -0.9, 4.4],
	[0.65, 0.1, -1, 4.4],
	[0.35, 0.85, -0.2, 3.4],
	[0.2, -0.8, 0.9, 3.2],
];

export const nodule = { center: [-74, -8, 226], radius: 6 } as const;
