import { expect, it } from 'vitest';
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';
import { maskOf, stepFor } from './overlay-mask.ts';

/** 5 columns: rows do not end at a byte. */
const plane: OverlayPlane = {
	rows: 3,
	columns: 5,
	origin: [3, -1],
	bits: Uint8Array.of(0, 0),
};

it('unpacks the lowest bit first, rows without padding, and nothing behind the last pixel', () => {
	const { columns, rows, on } = maskOf({ ...plane, bits: Uint8Array.of(0x01, 0xaa) }, 1);
	expect([columns, rows]).toEqual([5, 3]);
	// bits 0, 9, 11, 13; bit 15 is behind the last pixel
	expect([...on].flatMap((value, i) => (value === 1 ? [i] : []))).toEqual([0, 9, 11, 13]);
});

it('lies where its origin says: row and column counted from 1', () => {
	expect(maskOf(plane, 1)).toMatchObject({ x: -2, y: 2 });
});

it('keeps every mark when the screen has fewer pixels than the plane', () => {
	const { columns, rows, on, step } = maskOf({ ...plane, bits: Uint8Array.of(0x01, 0x02) }, 2);
	expect([columns, rows, step]).toEqual([3, 2, 2]);
	expect([...on]).toEqual([1, 0, 1, 0, 0, 0]);
});

it('is as fine as the screen and the memory allow', () => {
	const large = { ...plane, rows: 4000, columns: 4000 };
	expect(stepFor(large, 1, 16e6)).toBe(1);
	expect(stepFor(large, 3, 16e6)).toBe(1);
	expect(stepFor(large, 0.3, 16e6)).toBe(4);
	expect(stepFor(large, 1, 4e6)).toBe(2);
	expect(stepFor(large, 0, 16e6)).toBe(1);
	expect(stepFor(plane, 0.001, 16e6)).toBe(5);
});
