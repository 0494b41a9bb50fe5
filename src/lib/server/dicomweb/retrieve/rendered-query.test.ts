import { describe, expect, test } from 'vitest';
import { parseRenderedQuery, viewportIn } from './rendered-query.ts';

const parse = (search: string) => parseRenderedQuery(new URL(`http://h/x?${search}`));

describe('rendered query', () => {
	test('nothing asked', () => {
		expect(parse('')).toEqual({
			ok: true,
			value: { window: null, viewport: null, quality: null, warnings: [] },
		});
	});

	test.each([
		['window=40,400,linear', { center: 40, width: 400, function: 'LINEAR', label: null }],
		[
			'window=-600.5,1500,LINEAR-EXACT',
			{ center: -600.5, width: 1500, function: 'LINEAR_EXACT', label: null },
		],
		['window=0.5,.5,sigmoid', { center: 0.5, width: 0.5, function: 'SIGMOID', label: null }],
		['window=40,400', { center: 40, width: 400, function: 'LINEAR', label: null }],
	])('%s', (search, window) => {
		expect(parse(search)).toMatchObject({ ok: true, value: { window } });
	});

	test.each([
		['viewport=512,256', { width: 512, height: 256, region: null }],
		[
			'viewport=512,256,10,20,100,50',
			{ width: 512, height: 256, region: { x: 10, y: 20, width: 100, height: 50 } },
		],
		['viewport=512,256,,,,', { width: 512, height: 256, region: { x: 0, y: 0, width: 0, height: 0 } }],
	])('%s', (search, viewport) => {
		expect(parse(search)).toMatchObject({ ok: true, value: { viewport } });
	});

	test.each([
		'window=40',
		'window=a,b,linear',
		'window=40,0,linear',
		'window=40,0.5,linear',
		'window=40,-1,sigmoid',
		'window=40,400,cubic',
		'window=1,2,linear,3',
		'window=NaN,Infinity',
		'viewport=0,10',
		'viewport=10',
		'viewport=10,10,1',
		'viewport=99999,10',
		'viewport=10,10,-1,0,5,5',
		'viewport=1.5,10',
		'quality=0',
		'quality=101',
		'quality=x',
	])('%s is refused', (search) => {
		expect(parse(search)).toEqual({ ok: false, reason: 'bad-value' });
	});

	test('annotation is ignored and said so', () => {
		const parsed = parse('annotation=patient,technique&quality=80');
		expect(parsed.ok && parsed.value.warnings).toHaveLength(1);
		expect(parsed.ok && parsed.value.quality).toBe(80);
	});

	test('a region is cut to the picture; outside of it there is none', () => {
		const stored = { rows: 10, columns: 20 };
		const at = (x: number, y: number, width: number, height: number) =>
			viewportIn({ width: 5, height: 5, region: { x, y, width, height } }, stored)?.region;
		expect(at(15, 5, 100, 100)).toEqual({ x: 15, y: 5, width: 5, height: 5 });
		expect(at(2.7, 0, 0, 0)).toEqual({ x: 2, y: 0, width: 18, height: 10 });
		expect(at(20, 0, 1, 1)).toBeUndefined();
		expect(viewportIn({ width: 5, height: 5, region: null }, stored)?.region).toBe(null);
	});
});
