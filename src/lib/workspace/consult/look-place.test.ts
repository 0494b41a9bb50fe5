import { expect, it } from 'vitest';
import type { Look } from '#lib/consult/record/event.ts';
import { sameLook } from './look-place.ts';
import { placeOf, spotOf } from './spot.ts';

const look: Look = {
	study: '1.2',
	series: '1.2.3',
	instance: '1.2.3.4',
	frame: 1,
	window: { center: 40, width: 400 },
	inverted: false,
	zoom: 2,
	middle: [0.4, 0.6],
	mirrored: false,
	turn: 0,
};

it('takes for the same what only went over the line or through another window size', () => {
	const sent: Look = { ...look, zoom: Math.fround(2.0000001), middle: [Math.fround(0.4), 0.60001] };
	expect(sameLook(look, sent)).toBe(true);
});

it.each<Partial<Look>>([
	{ instance: '1.2.3.5' },
	{ frame: 2 },
	{ window: { center: 41, width: 400 } },
	{ window: null },
	{ window: null, lut: 'a-table' },
	{ inverted: true },
	{ zoom: 2.1 },
	{ middle: [0.42, 0.6] },
	{ mirrored: true },
	{ turn: 90 },
])('takes %j for an act of its own', (change) => {
	expect(sameLook(look, { ...look, ...change })).toBe(false);
});

it('takes another curve between the ends of a window for another look, and one that was not told for the same', () => {
	const curved = (curve: 'LINEAR' | 'SIGMOID'): Look => ({
		...look,
		window: { center: 40, width: 400, function: curve },
	});
	expect(sameLook(curved('LINEAR'), curved('SIGMOID'))).toBe(false);
	expect(sameLook(look, curved('SIGMOID'))).toBe(true);
});

it('a pointed place is the same after the way over the line', () => {
	const inPatient = { space: 'patient', frameOfReference: '1.9', at: [1, 2, 3] } as const;
	const onPicture = { space: 'picture', instance: '1.2.3.4', frame: 2, at: [10.5, 20] } as const;
	expect(placeOf(spotOf(inPatient))).toEqual(inPatient);
	expect(placeOf(spotOf(onPicture))).toEqual(onPicture);
});
