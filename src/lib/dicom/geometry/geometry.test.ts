import { describe, expect, it } from 'vitest';
import { slicePosition } from './geometry.ts';
import { lettersOfDirection, oppositeLetters } from './orientation-letters.ts';
import { orderSlices } from './slice-order.ts';
import type { Slice } from './slice-order.ts';

const axial = [1, 0, 0, 0, 1, 0];
const half = Math.SQRT1_2;

it.each([
	[axial, 7],
	[[1, 0, 0, 0, 0, -1], -4],
	[[half, half, 0, 0, 0, -1], (-3 - 4) * half],
	[[], null],
])('%j: a slice lies along its own normal', (orientation, place) => {
	const found = slicePosition([3, -4, 7], orientation);
	if (place === null || found === null) expect(found).toBe(place);
	else expect(found).toBeCloseTo(place, 9);
});

describe('letters', () => {
	it.each([
		[[1, 0, 0], 'L'],
		[[-1, 0, 0], 'R'],
		[[0, -1, 0], 'A'],
		[[0, 0, -1], 'F'],
		[[0.8, 0.6, 0], 'LP'],
		[[0.99, 0.1, 0], 'L'],
		[[-0.5, 0.5, 0.71], 'HRP'],
	])('%j', (direction, letters) => {
		expect(lettersOfDirection(direction)).toBe(letters);
	});

	it('turns around', () => {
		expect(oppositeLetters('HRP')).toBe('FLA');
	});
});

describe('order', () => {
	const slice = (number: number, z: number | null, changes: Partial<Slice> = {}): Slice => ({
		uid: `2.25.${number}`,
		number,
		position: z === null ? null : [0, 0, z],
		orientation: z === null ? null : axial,
		...changes,
	});
	const order = (...slices: Slice[]) => {
		const ordered = orderSlices(slices, 'CT');
		return { numbers: ordered.slices.map(({ number }) => number), notes: ordered.notes };
	};

	it('follows the normal, not the numbers', () => {
		expect(order(slice(1, 20), slice(2, 0), slice(3, 10))).toEqual({ numbers: [2, 3, 1], notes: [] });
	});

	it('follows the numbers without positions', () => {
		expect(order(slice(10, null), slice(9, null))).toEqual({ numbers: [9, 10], notes: ['no-positions'] });
		expect(orderSlices([slice(10, null), slice(9, null)], 'US').notes).toEqual([]);
	});

	it('tells slices left out from another spacing', () => {
		expect(order(...[0, 5, 10, 20, 25, 30, 35].map((z, i) => slice(i, z))).notes).toEqual(['missing-slices']);
		expect(order(...[0, 5, 10, 17, 22, 27, 32].map((z, i) => slice(i, z))).notes).toEqual(['uneven-slices']);
		expect(order(...[0, 5.001, 10, 15.002, 20].map((z, i) => slice(i, z))).notes).toEqual([]);
	});

	it('sees a tilt, repeated places and a stray direction', () => {
		const tilted = [0, 5, 10].map((z, i) => slice(i, z, { position: [0, z * 0.27, z] }));
		expect(order(...tilted).notes).toEqual(['tilted']);
		expect(order(slice(1, 0), slice(2, 5), slice(3, 5), slice(4, 10)).notes).toEqual(['duplicate-positions']);
		const localizer = slice(0, 3, { orientation: [0, 1, 0, 0, 0, -1] });
		const ordered = order(localizer, ...[0, 5, 10, 15].map((z, i) => slice(i + 1, z)));
		expect(ordered).toEqual({ numbers: [1, 2, 3, 4, 0], notes: ['mixed-orientation'] });
	});
});
