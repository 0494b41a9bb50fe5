/** Every way a stored value can become a grey or a colour, each with its truth written a second time. */
import { lut, size, spread, type FixtureStudy } from './fixtures.ts';

export const ramp = spread(-1024, 3071).map(Math.round);
export const linear = { center: 40, width: 400, function: 'LINEAR' as const, label: null };
/** The formulas of PS3.3 C.11.2.1.2 and C.11.2.1.3, written a second time. */
const voi = {
	LINEAR: (x: number, c: number, w: number) => clamp(((x - (c - 0.5)) / (w - 1) + 0.5) * 255),
	LINEAR_EXACT: (x: number, c: number, w: number) => clamp(((x - c) / w + 0.5) * 255),
	SIGMOID: (x: number, c: number, w: number) => 255 / (1 + Math.exp((-4 * (x - c)) / w)),
};
const clamp = (y: number): number => Math.max(0, Math.min(255, y));

export interface Case {
	readonly name: string;
	readonly values: number[];
	readonly image: Parameters<FixtureStudy['add']>[1][number]['image'];
	readonly codec?: 'raw' | 'htj2k';
	/** red, green, blue of place i */
	readonly truth: (i: number, values: number[]) => readonly [number, number, number];
}
const grey =
	(of: (stored: number) => number): Case['truth'] =>
	(i, values) => {
		const g = of(values[i]!);
		return [g, g, g];
	};
export const invertingLut = lut(
	-1024,
	12,
	Array.from({ length: 4096 }, (_, i) => 4095 - i),
);
export const modalityLut = lut(
	0,
	16,
	Array.from({ length: 4096 }, (_, i) => (i * i) >> 8),
);
const eights = Array.from({ length: size * size }, (_, i) => (i * 37) % 256);
const rgb = Array.from({ length: size * size * 3 }, (_, i) => (i * 53) % 256);

export const cases: readonly Case[] = [
	{
		name: 'LINEAR, signed, HTJ2K',
		codec: 'htj2k',
		values: ramp,
		image: { voi: [linear] },
		truth: grey((x) => voi.LINEAR(x, 40, 400)),
	},
	{
		name: 'LINEAR_EXACT',
		values: ramp,
		image: { voi: [{ ...linear, function: 'LINEAR_EXACT' }] },
		truth: grey((x) => voi.LINEAR_EXACT(x, 40, 400)),
	},
	{
		name: 'SIGMOID',
		values: ramp,
		image: { voi: [{ ...linear, function: 'SIGMOID' }] },
		truth: grey((x) => voi.SIGMOID(x, 40, 400)),
	},
	{
		name: 'a narrow window after a fractional slope',
		values: ramp,
		image: {
			modality: { kind: 'linear', slope: 0.5, intercept: -3.25, unit: null },
			voi: [{ ...linear, center: 2.5, width: 8 }],
		},
		truth: grey((x) => voi.LINEAR(x * 0.5 - 3.25, 2.5, 8)),
	},
	{
		name: 'a VOI LUT that inverts',
		values: ramp,
		image: { voiLuts: ['inverting'] },
		truth: grey((x) => ((4095 - (x + 1024)) / 4095) * 255),
	},
	{
		name: 'a Modality LUT, then a window',
		values: ramp.map((x) => x + 1024),
		image: {
			format: { dtype: 'uint16' },
			modality: { kind: 'lut', lut: 'modality', unit: null },
			voi: [{ ...linear, center: 20000, width: 40000 }],
		},
		truth: grey((x) => voi.LINEAR((x * x) >> 8, 20000, 40000)),
	},
	{
		name: 'MONOCHROME1',
		values: ramp,
		image: { format: { photometric: 'MONOCHROME1' }, voi: [linear] },
		truth: grey((x) => 255 - voi.LINEAR(x, 40, 400)),
	},
	{
		name: 'Presentation LUT Shape INVERSE',
		values: ramp,
		image: { inverse: true, voi: [linear] },
		truth: grey((x) => 255 - voi.LINEAR(x, 40, 400)),
	},
	{
		name: 'pixel padding under MONOCHROME1',
		values: ramp,
		image: { format: { photometric: 'MONOCHROME1' }, padding: { from: -1024, to: -500 }, voi: [linear] },
		truth: grey((x) => (x <= -500 ? 0 : 255 - voi.LINEAR(x, 40, 400))),
	},
	{
		name: 'float',
		values: spread(0, 1),
		image: {
			format: { dtype: 'float32' },
			voi: [{ ...linear, function: 'LINEAR_EXACT', center: 0.5, width: 0.5 }],
		},
		truth: grey((x) => voi.LINEAR_EXACT(x, 0.5, 0.5)),
	},
	{
		name: '32 bits unsigned',
		values: spread(0, 4_000_000_000).map(Math.round),
		image: { format: { dtype: 'uint32' }, voi: [{ ...linear, center: 2e9, width: 4e9 }] },
		truth: grey((x) => voi.LINEAR(x, 2e9, 4e9)),
	},
	{
		name: '8 bits signed',
		values: eights.map((x) => x - 128),
		image: { format: { dtype: 'int8' }, voi: [{ ...linear, center: 0, width: 200 }] },
		truth: grey((x) => voi.LINEAR(x, 0, 200)),
	},
	{
		name: 'no window in the file: the stored range',
		values: ramp,
		image: { range: [-1024, 3071] },
		truth: grey((x) => ((x + 1024) / 4095) * 255),
	},
	{
		name: 'palette',
		values: eights,
		image: { format: { dtype: 'uint8', photometric: 'PALETTE COLOR' }, palette: ['red', 'green', 'blue'] },
		truth: (i, v) => [v[i]!, 255 - v[i]!, (v[i]! * 3) % 256],
	},
	{
		name: 'RGB, HTJ2K',
		codec: 'htj2k',
		values: rgb,
		image: { format: { dtype: 'uint8', samples: 3, photometric: 'RGB' } },
		truth: (i, v) => [v[i * 3]!, v[i * 3 + 1]!, v[i * 3 + 2]!],
	},
	{
		name: 'oblique plane, long pixels',
		values: ramp,
		image: {
			voi: [linear],
			position: [10, -20, 30],
			orientation: [0.8, 0.6, 0, 0, 0, -1],
			spacing: { rowMm: 2, columnMm: 1, trust: 'calibrated' },
		},
		truth: grey((x) => voi.LINEAR(x, 40, 400)),
	},
];
