import { expect, it } from 'vitest';
import type { ForeignLook, ForeignObject } from '#lib/annotation/exchange/foreign-study.ts';
import { viewOf } from '#lib/viewer/painting/seen.ts';
import { fitScale, matrixOf, pictureOf } from '#lib/viewer/painting/view.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { seenOf } from './foreign-look.ts';
import { shownMarks } from './shown-marks.ts';

const plain = imageInstance();
const image = imageInstance({ format: { ...plain.format, rows: 200, columns: 100 } });
const box = { width: 600, height: 400 };
const look: ForeignLook = {
	instance: '1.2',
	frames: null,
	window: { center: 40, width: 400 },
	inverted: true,
	rotation: 90,
	flipH: true,
	flipV: false,
	area: { left: 10, top: 60, right: 60, bottom: 100 },
};

it('the area that the author had in view fills the box, its middle in the middle', () => {
	const seen = seenOf(look, image, { frame: 1, box });
	const picture = pictureOf(image, 1);
	const [a, b, c, d, e, f] = matrixOf(viewOf(seen, picture, box), picture, box);
	const onScreen = (x: number, y: number) => [a * x + c * y + e, b * x + d * y + f];
	const middle = onScreen(35, 80);
	expect(middle[0]).toBeCloseTo(300, 6);
	expect(middle[1]).toBeCloseTo(200, 6);
	// Turned by a quarter: 40 rows lie across, 50 columns stand; the box is filled in its height.
	const scale = fitScale({ columns: 50, rows: 40, tallness: picture.tallness }, box, 90);
	expect(Math.hypot(a, b)).toBeCloseTo(scale, 6);
	expect([seen.inverted, seen.mirrored, seen.turn, seen.window]).toEqual([true, true, 90, look.window]);
});

it('a look without an area is the whole picture, and upside down is a mirrored half turn', () => {
	const seen = seenOf({ ...look, area: null, flipH: false, flipV: true, rotation: 0 }, image, {
		frame: 1,
		box,
	});
	expect([seen.zoom, seen.middle, seen.mirrored, seen.turn]).toEqual([1, [0.5, 0.5], true, 180]);
});

it('one mark in a state and in a report is shown once, where its numbers are; others of both are shown', () => {
	const mark = {
		kind: 'length' as const,
		study: '1',
		series: '1',
		instance: '9',
		frame: 1,
		label: '',
		seen: [],
	};
	const points = { space: 'image' as const, at: [[1, 1] as [number, number], [2, 2] as [number, number]] };
	const object = (instance: string, kind: ForeignObject['kind'], uids: (string | null)[]): ForeignObject => ({
		instance,
		series: '1',
		kind,
		origin: {
			manufacturer: null,
			institution: 'H',
			author: 'A',
			date: null,
			time: null,
			title: null,
			description: null,
			number: null,
		},
		marks: uids.map((uid, i) => ({ id: `${instance}/${i}`, uid, mark: { ...mark, points } })),
		looks: [],
		keys: [],
		words: '',
		dropped: {},
	});
	const shown = shownMarks([
		object('5', 'presentation', ['7.1', null]),
		object('6', 'report', ['7.1', '7.2']),
	]);
	expect(shown.map(({ id }) => id).sort()).toEqual(['5/1', '6/0', '6/1']);
	expect(shown.every(({ mine, origin }) => !mine && origin === 'H')).toBe(true);
});
