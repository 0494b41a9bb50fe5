import { describe, expect, it } from 'vitest';
import { throughWindow, windowOfRange } from './voi.ts';

/** The printed formulas of PS3.3 C.11.2.1.2.1, C.11.2.1.3.1 and C.11.2.1.3.2 with output 0..255. */
const shown = (x: number, center: number, width: number, kind: 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID') =>
	255 * throughWindow(x, { center, width, function: kind });

describe('LINEAR', () => {
	it('maps c=2048 w=4096: 0 to black, 4095 to white (example of C.11.2.1.2.1)', () => {
		expect(shown(0, 2048, 4096, 'LINEAR')).toBe(0);
		expect(shown(4095, 2048, 4096, 'LINEAR')).toBe(255);
		expect(shown(2047.5, 2048, 4096, 'LINEAR')).toBe(127.5);
	});

	it('maps c=2048 w=1 as a threshold: below 2048 black, from 2048 white', () => {
		expect(shown(2047, 2048, 1, 'LINEAR')).toBe(0);
		expect(shown(2047.5, 2048, 1, 'LINEAR')).toBe(0);
		expect(shown(2048, 2048, 1, 'LINEAR')).toBe(255);
	});

	it('maps c=0 w=100: -50 to black, 49 to white, and c=0 w=1 the same way', () => {
		expect(shown(-50, 0, 100, 'LINEAR')).toBe(0);
		expect(shown(49, 0, 100, 'LINEAR')).toBe(255);
		expect(shown(-0.5, 0, 100, 'LINEAR')).toBe(127.5);
		expect(shown(-1, 0, 1, 'LINEAR')).toBe(0);
		expect(shown(0, 0, 1, 'LINEAR')).toBe(255);
	});
});

describe('LINEAR_EXACT', () => {
	it('maps c=2048 w=4096: 0 to black, 4096 to white', () => {
		expect(shown(0, 2048, 4096, 'LINEAR_EXACT')).toBe(0);
		expect(shown(4096, 2048, 4096, 'LINEAR_EXACT')).toBe(255);
		expect(shown(2048, 2048, 4096, 'LINEAR_EXACT')).toBe(127.5);
		expect(shown(5000, 2048, 4096, 'LINEAR_EXACT')).toBe(255);
	});

	it('maps c=0 w=100 between -50 and 50, and c=0 w=1 between -0.5 and 0.5', () => {
		expect(shown(-50, 0, 100, 'LINEAR_EXACT')).toBe(0);
		expect(shown(50, 0, 100, 'LINEAR_EXACT')).toBe(255);
		expect(shown(0.25, 0, 1, 'LINEAR_EXACT')).toBe(191.25);
	});
});

describe('SIGMOID', () => {
	it('is half at the centre, symmetric, and never clips', () => {
		expect(shown(2048, 2048, 4096, 'SIGMOID')).toBe(127.5);
		const above = shown(3048, 2048, 1000, 'SIGMOID');
		expect(above).toBeCloseTo(255 / (1 + Math.exp(-4)), 10);
		expect(shown(1048, 2048, 1000, 'SIGMOID')).toBeCloseTo(255 - above, 10);
		expect(shown(1e9, 0, 1, 'SIGMOID')).toBe(255);
		expect(shown(-1e9, 0, 1, 'SIGMOID')).toBe(0);
	});
});

it('shows a whole range from black to white, and a flat one without dividing by zero', () => {
	const window = windowOfRange(-1000, 3000);
	expect(throughWindow(-1000, window)).toBe(0);
	expect(throughWindow(3000, window)).toBe(1);
	expect(throughWindow(7, windowOfRange(7, 7))).not.toBeNaN();
});
