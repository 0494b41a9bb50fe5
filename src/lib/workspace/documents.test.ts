import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { DatasetSchema } from './dataset-schema.ts';
import { readableTree } from './readable-tree.ts';
import { reportOf } from './report-text.ts';

const code = (meaning: string, value = 'x') => ({
	vr: 'SQ',
	Value: [{ '00080100': { vr: 'SH', Value: [value] }, '00080104': { vr: 'LO', Value: [meaning] } }],
});

describe('data set from the wire', () => {
	it('is parsed deeply and refuses other shapes', () => {
		expect(
			v.safeParse(DatasetSchema, { '00100010': { vr: 'PN', Value: [{ Alphabetic: 'A^B' }] } }).success,
		).toBe(true);
		expect(v.safeParse(DatasetSchema, { __proto__x: { vr: 'PN' } }).success).toBe(false);
		expect(v.safeParse(DatasetSchema, { '00100010': 'text' }).success).toBe(false);
	});
});

describe('readable tree', () => {
	it('names elements, keeps private ones, and leaves markup as text', () => {
		const lines = readableTree({
			'00091001': { vr: 'LO', Value: ['<img src=x onerror=alert(1)>'] },
			'0020000D': { vr: 'UI', Value: ['1.2.3'] },
			'00081115': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2'] } }] },
			'7FE00010': { vr: 'OW', BulkDataURI: 'x' },
			'00080050': { vr: 'SH' },
		});
		expect(lines.map((line) => line.name)).toEqual([
			'Accession Number',
			'Referenced Series Sequence',
			null,
			'Study Instance UID',
			'Pixel Data',
		]);
		expect(lines[0]?.value).toEqual({ kind: 'empty' });
		expect(lines[1]?.items[0]?.[0]?.tag).toBe('(0008,1155)');
		expect(lines[2]?.value).toEqual({ kind: 'text', text: '<img src=x onerror=alert(1)>' });
		expect(lines[4]?.value).toEqual({ kind: 'binary' });
	});
});

describe('structured report', () => {
	it('reads headings, text, codes, measures with units and pictures in order', () => {
		const report = reportOf({
			'0040A043': code('รายงานเอกซเรย์ทรวงอก'),
			'0040A040': { vr: 'CS', Value: ['CONTAINER'] },
			'0040A730': {
				vr: 'SQ',
				Value: [
					{
						'0040A040': { vr: 'CS', Value: ['TEXT'] },
						'0040A043': code('Finding'),
						'0040A160': { vr: 'UT', Value: ['ปกติ'] },
					},
					{
						'0040A040': { vr: 'CS', Value: ['NUM'] },
						'0040A043': code('Diameter'),
						'0040A300': {
							vr: 'SQ',
							Value: [{ '0040A30A': { vr: 'DS', Value: ['12.5'] }, '004008EA': code('millimeter', 'mm') }],
						},
					},
					{
						'0040A040': { vr: 'CS', Value: ['IMAGE'] },
						'00081199': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['1.2.3'] } }] },
					},
					{ '0040A040': { vr: 'CS', Value: ['SCOORD'] } },
				],
			},
		});
		expect(report.heading).toBe('รายงานเอกซเรย์ทรวงอก');
		expect(report.children.map(({ heading, text, image }) => ({ heading, text, image }))).toEqual([
			{ heading: 'Finding', text: 'ปกติ', image: null },
			{ heading: 'Diameter', text: '12.5 mm', image: null },
			{ heading: null, text: null, image: '1.2.3' },
			{ heading: null, text: 'SCOORD', image: null },
		]);
	});
});
