import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { markOf } from './annotation.fixture.ts';
import { Annotation } from './annotation.ts';
import { keptPoints, pixelsOf } from './frame-geometry.ts';
import type { FrameGeometry, Pixel } from './frame-geometry.ts';
import { agrees, measuresOf } from './measures.ts';
import type { PixelValues } from './pixels-inside.ts';

const half = Math.SQRT1_2;
/** An oblique slice: rows run forward and up, pixels are twice as tall as wide. */
const oblique: FrameGeometry = {
	rows: 200,
	columns: 300,
	plane: { origin: [10, -20, 30], across: [0, half, half], down: [1, 0, 0], frameOfReference: '1.2.3' },
	spacing: { rowMm: 1, columnMm: 0.5, trust: 'calibrated' },
	regions: [],
};
const film: FrameGeometry = {
	rows: 3000,
	columns: 2500,
	plane: null,
	spacing: { rowMm: 0.2, columnMm: 0.2, trust: 'imager' },
	regions: [],
};
const cm = (x0: number, x1: number, perPixel: number, unit = 3) => ({
	x0,
	x1,
	y0: 0,
	y1: 99,
	unitX: unit,
	unitY: unit,
	perPixelX: perPixel,
	perPixelY: perPixel,
});
const ultrasound: FrameGeometry = {
	rows: 100,
	columns: 300,
	plane: null,
	spacing: null,
	regions: [cm(0, 99, 0.01), cm(100, 199, 0.03), cm(200, 299, 0.1, 4)],
};

const value = (
	kind: Annotation['kind'],
	points: Pixel[],
	geometry: FrameGeometry,
	name = 'length',
	values: PixelValues | null = null,
) => measuresOf(kind, points, geometry, values).find((each) => each.name === name);

describe('where a mark lies', () => {
	it('is the same pixel after the way through the patient', () => {
		const drawn: Pixel[] = [
			[0.5, 0.5],
			[100.25, 7.75],
			[300, 200],
		];
		const kept = keptPoints(drawn, oblique);
		expect(kept.space).toBe('patient');
		expect(kept.at[0]).toEqual([10, -20, 30]);
		const back = pixelsOf(kept, oblique) ?? [];
		back.forEach(([x, y], i) => {
			expect(x).toBeCloseTo(drawn[i]![0], 9);
			expect(y).toBeCloseTo(drawn[i]![1], 9);
		});
	});

	it('is nowhere on another slice or in another frame of reference', () => {
		const kept = keptPoints([[5, 5]], oblique);
		const plane = oblique.plane!;
		const next = { ...oblique, plane: { ...plane, origin: [10, -20 - half, 30 + half] as const } };
		expect(pixelsOf(kept, next)).toBeNull();
		const other = { ...oblique, plane: { ...plane, frameOfReference: '9.9' } };
		expect(pixelsOf(kept, other)).toBeNull();
	});

	it('is kept in pixels where the picture is not placed in the patient', () => {
		expect(keptPoints([[3, 4]], film)).toEqual({ space: 'image', at: [[3, 4]] });
	});
});

describe('what a mark measures', () => {
	it('a length on oblong pixels', () => {
		expect(
			value(
				'length',
				[
					[0, 0],
					[60, 0],
				],
				oblique,
			),
		).toMatchObject({ value: 30, unit: 'mm' });
		expect(
			value(
				'length',
				[
					[0, 0],
					[60, 40],
				],
				oblique,
			),
		).toMatchObject({ value: 50, trust: 'calibrated' });
	});

	it('an angle as it is in the patient, not on the grid', () => {
		// 2:1 pixels: what looks like 45 degrees on the grid is 63.43.
		const angle = value(
			'angle',
			[
				[10, 0],
				[0, 0],
				[10, 10],
			],
			oblique,
			'angle',
		);
		expect(angle?.value).toBeCloseTo(63.4349, 3);
		const cobb = value(
			'cobb',
			[
				[0, 0],
				[100, 0],
				[100, 50],
				[0, 50],
			],
			film,
			'angle',
		);
		expect(cobb?.value).toBeCloseTo(0, 9);
		expect(
			value(
				'angle',
				[
					[1, 1],
					[1, 1],
					[2, 2],
				],
				film,
				'angle',
			),
		).toBeUndefined();
	});

	it('at the detector, and says so', () => {
		expect(
			value(
				'length',
				[
					[0, 0],
					[100, 0],
				],
				film,
			),
		).toMatchObject({ value: 20, unit: 'mm', trust: 'imager' });
	});

	it('in pixels where nothing is known', () => {
		const plain = { ...film, spacing: null };
		expect(
			value(
				'length',
				[
					[0, 0],
					[30, 40],
				],
				plain,
			),
		).toEqual({
			name: 'length',
			value: 50,
			unit: 'px',
			trust: 'none',
		});
		expect(
			value(
				'rectangle',
				[
					[0, 0],
					[4, 0],
					[4, 3],
					[0, 3],
				],
				plain,
				'area',
			)?.unit,
		).toBe('px²');
	});

	it('in each ultrasound region by its own scale, never across two, never along time', () => {
		expect(
			value(
				'length',
				[
					[10, 10],
					[60, 10],
				],
				ultrasound,
			),
		).toMatchObject({ value: 5, unit: 'mm' });
		expect(
			value(
				'length',
				[
					[110, 10],
					[160, 10],
				],
				ultrasound,
			),
		).toMatchObject({ value: 15, unit: 'mm' });
		expect(
			value(
				'length',
				[
					[60, 10],
					[160, 10],
				],
				ultrasound,
			),
		).toMatchObject({ value: 100, unit: 'px' });
		expect(
			value(
				'length',
				[
					[210, 10],
					[260, 10],
				],
				ultrasound,
			),
		).toMatchObject({ value: 50, unit: 'px' });
		expect(
			value(
				'length',
				[
					[10, 10],
					[10, 150],
				],
				ultrasound,
			),
		).toMatchObject({ unit: 'px' });
	});

	it('round areas', () => {
		const ellipse: Pixel[] = [
			[0, 50],
			[200, 50],
			[100, 0],
			[100, 100],
		];
		// Half axes 50 mm and 50 mm: a circle of the patient.
		expect(value('ellipse', ellipse, oblique, 'area')?.value).toBeCloseTo(Math.PI * 2500, 6);
		expect(value('ellipse', ellipse, oblique, 'perimeter')?.value).toBeCloseTo(Math.PI * 100, 6);
		const circle: Pixel[] = [
			[100, 100],
			[100, 110],
		];
		expect(value('circle', circle, film, 'length')?.value).toBeCloseTo(4, 9);
	});

	it('the values inside, padding left out', () => {
		const values: PixelValues = {
			rows: 200,
			columns: 300,
			unit: 'HU',
			at: (column, row) => (column === 12 ? null : row < 10 ? -1000 : 100_000),
		};
		const box: Pixel[] = [
			[10, 8],
			[14, 8],
			[14, 12],
			[10, 12],
		];
		const found = Object.fromEntries(
			measuresOf('rectangle', box, oblique, values).map((each) => [each.name, each.value]),
		);
		expect(found).toMatchObject({ mean: 49_500, deviation: 50_500, least: -1000, most: 100_000, area: 8 });
		expect(value('probe', [[12.2, 3]], oblique, 'value', values)).toBeUndefined();
		expect(value('probe', [[11.2, 9.9]], oblique, 'value', values)?.value).toBe(-1000);
	});

	it('the inside of a circle of the patient on oblong pixels', () => {
		const values: PixelValues = { rows: 200, columns: 300, unit: '', at: () => 1 };
		// Radius 10 mm: 20 columns, 10 rows.
		let count = 0;
		measuresOf(
			'circle',
			[
				[100, 100],
				[120, 100],
			],
			oblique,
			{
				...values,
				at: () => {
					count++;
					return 1;
				},
			},
		);
		expect(Math.abs(count * 0.5 - Math.PI * 100)).toBeLessThan(4);
	});
});

describe('numbers of two viewers', () => {
	const seen = { name: 'length', value: 48.2, unit: 'mm', trust: 'calibrated' } as const;
	it('agree to a tenth and in their unit', () => {
		expect(agrees({ ...seen, value: 48.23 }, seen)).toBe(true);
		expect(agrees({ ...seen, value: 48.4 }, seen)).toBe(false);
		expect(agrees({ ...seen, unit: 'px' }, seen)).toBe(false);
	});
});

describe('a mark from outside', () => {
	const good = markOf('');
	it.each<[string, object]>([
		['too few points', { points: { space: 'image', at: [[0, 0]] } }],
		[
			'no number',
			{
				points: {
					space: 'image',
					at: [
						[0, 0],
						[Number.NaN, 1],
					],
				},
			},
		],
		[
			'a number out of this world',
			{
				points: {
					space: 'image',
					at: [
						[0, 0],
						[1e9, 1],
					],
				},
			},
		],
		['a UID that is a path', { study: '../1' }],
		['a kind nobody has', { kind: 'stamp' }],
		['a text without words', { kind: 'text', points: { space: 'image', at: [[0, 0]] } }],
		['an endless label', { label: 'x'.repeat(401) }],
		['frame nought', { frame: 0 }],
	])('with %s is refused', (_, wrong) => {
		expect(v.safeParse(Annotation, good).success).toBe(true);
		expect(v.safeParse(Annotation, { ...good, ...wrong }).success).toBe(false);
	});
});
