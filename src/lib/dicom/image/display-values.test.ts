import { describe, expect, it } from 'vitest';
import { toBase64 } from '../base64.ts';
import { displayValues } from './display-values.ts';
import type { DisplayFacts, FramePixels } from './display-values.ts';
import type { Lut } from './image-facts.ts';

const plain: DisplayFacts = {
	modality: { kind: 'linear', slope: 1, intercept: 0, unit: null },
	voi: [],
	voiLuts: [],
	palette: null,
	inverse: false,
	padding: null,
};

function lut(first: number, bits: number, ...values: number[]): Lut {
	const bytes = new Uint8Array(new Uint16Array(values).buffer);
	return { first, count: values.length, bits, label: null, values: toBase64(bytes) };
}

function grey(
	values: FramePixels['values'],
	photometric: FramePixels['photometric'] = 'MONOCHROME2',
): FramePixels {
	return { values, samples: 1, photometric };
}

function bytesOf(
	frame: FramePixels,
	facts: Partial<DisplayFacts>,
	luts: Record<string, Lut> = {},
): number[] | null {
	const displayed = displayValues(frame, { ...plain, ...facts }, { luts, voi: null });
	return displayed && [...displayed.bytes];
}

const ct = {
	modality: { kind: 'linear', slope: 1, intercept: -1024, unit: 'HU' },
	voi: [{ center: 40, width: 400, function: 'LINEAR', label: null }],
} as const;
const ctFacts: Partial<DisplayFacts> = { modality: { ...ct.modality }, voi: [...ct.voi] };
const hu = (...values: number[]) => Int16Array.from(values, (value) => value + 1024);

it('goes through rescale and the first window', () => {
	expect(bytesOf(grey(hu(-160, 39.5, 239, 3000)), ctFacts)).toEqual([0, 127, 255, 255]);
});

it('gives the same through the table for large frames as value by value', () => {
	const values = Int16Array.from({ length: 10_000 }, (_, i) => i * 3 - 15_000);
	const large = bytesOf(grey(values), ctFacts);
	const small = [0, 5000, 5100, 9999].map((at) => bytesOf(grey(values.slice(at, at + 1)), ctFacts)?.[0]);
	expect([0, 5000, 5100, 9999].map((at) => large?.[at])).toEqual(small);
});

describe('inversion', () => {
	it.each([
		['MONOCHROME2', false, [0, 255]],
		['MONOCHROME1', false, [255, 0]],
		['MONOCHROME2', true, [255, 0]],
	] as const)('%s, inverse shape %s', (photometric, inverse, shown) => {
		expect(bytesOf(grey(hu(-500, 500), photometric), { ...ctFacts, inverse })).toEqual(shown);
	});
});

it('shows padding black, also inverted, and leaves it out of the range', () => {
	const padding = { from: -2000, to: -1990 };
	const values = Int16Array.of(-2000, -1995, 0, 100);
	expect(bytesOf(grey(values), { padding })).toEqual([0, 0, 0, 255]);
	expect(bytesOf(grey(values, 'MONOCHROME1'), { padding })).toEqual([0, 0, 255, 0]);
});

it('uses the modality table, holding its ends', () => {
	const luts = { m: lut(10, 8, 0, 128, 255) };
	const modality = { kind: 'lut', lut: 'm', unit: null } as const;
	const voi = [{ center: 127.5, width: 255, function: 'LINEAR_EXACT' as const, label: null }];
	expect(bytesOf(grey(Uint8Array.of(0, 10, 11, 12, 200)), { modality, voi }, luts)).toEqual([
		0, 0, 128, 255, 255,
	]);
	expect(bytesOf(grey(Uint8Array.of(0)), { modality, voi })).toBeNull();
});

it('uses the VOI table when there is no window, and its own inversion', () => {
	const luts = { v: lut(-1, 12, 4095, 2048, 0) };
	expect(bytesOf(grey(Int16Array.of(-9, -1, 0, 1, 9)), { voiLuts: ['v'] }, luts)).toEqual([
		255, 255, 128, 0, 0,
	]);
});

it('colours by palette and leaves RGB alone', () => {
	const luts = { r: lut(0, 16, 0, 65535), g: lut(0, 16, 65535, 0), b: lut(0, 16, 257, 514) };
	expect(bytesOf(grey(Uint8Array.of(0, 1, 7), 'PALETTE COLOR'), { palette: ['r', 'g', 'b'] }, luts)).toEqual([
		0, 255, 1, 255, 0, 2, 255, 0, 2,
	]);
	const rgb = { values: Uint8Array.of(1, 2, 3), samples: 3, photometric: 'RGB' } as const;
	expect(displayValues(rgb, plain, { luts: {}, voi: null })).toMatchObject({ channels: 3 });
});

it('survives constant and non-finite frames', () => {
	expect(bytesOf(grey(Float32Array.of(5, 5)), {})).toEqual([128, 128]);
	expect(bytesOf(grey(Float32Array.of(Number.NaN, 1)), {})).toHaveLength(2);
});
