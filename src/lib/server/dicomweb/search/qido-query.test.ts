import { describe, expect, test } from 'vitest';
import { mostResults, parseQuery } from './qido-query.ts';
import type { Level } from '../resource.ts';

function query(search: string, level: Level = 'study') {
	return parseQuery(new URL(`http://h/dicom-web/studies?${search}`), level);
}

function keys(search: string, level: Level = 'study'): unknown {
	const parsed = query(search, level);
	return parsed.ok ? Object.fromEntries(parsed.value.keys) : parsed.reason;
}

describe('search query', () => {
	test.each([
		['PatientID=HN-001', { PatientID: { kind: 'exact', value: 'HN-001' } }],
		['00100020=HN-001', { PatientID: { kind: 'exact', value: 'HN-001' } }],
		['0020000d=1.2', { StudyInstanceUID: { kind: 'exact', value: '1.2' } }],
		['PatientID=HN*', { PatientID: { kind: 'wildcard', pattern: 'HN*' } }],
		[
			`PatientName=${encodeURIComponent('*สม*')}`,
			{ PatientName: { kind: 'name', text: '*สม*', fuzzy: false } },
		],
		['PatientName=som&fuzzymatching=true', { PatientName: { kind: 'name', text: 'som', fuzzy: true } }],
		['StudyDate=20250101', { StudyDate: { kind: 'exact', value: '20250101' } }],
		['StudyDate=20250101-20250201', { StudyDate: { kind: 'range', from: '20250101', to: '20250201' } }],
		['StudyDate=20250101-', { StudyDate: { kind: 'range', from: '20250101', to: null } }],
		['StudyDate=-20250201', { StudyDate: { kind: 'range', from: null, to: '20250201' } }],
		['StudyTime=0800-1200', { StudyTime: { kind: 'range', from: '0800', to: '1200' } }],
		['StudyInstanceUID=1.2,1.3', { StudyInstanceUID: { kind: 'list', values: ['1.2', '1.3'] } }],
		['StudyInstanceUID=1.2%5C1.3', { StudyInstanceUID: { kind: 'list', values: ['1.2', '1.3'] } }],
		['ModalitiesInStudy=CT,MR', { ModalitiesInStudy: { kind: 'list', values: ['CT', 'MR'] } }],
		['limit=3&offset=6', {}],
	])('%s', (search, expected) => {
		expect(keys(search)).toEqual(expected);
	});

	test.each([
		['PatientNmae=x', 'unknown-attribute'],
		['0010=x', 'unknown-attribute'],
		['includefield=NoSuchThing', 'unknown-attribute'],
		['StudyDate=2025', 'bad-value'],
		['StudyDate=20251301', 'bad-value'],
		['StudyDate=-', 'bad-value'],
		['StudyTime=25', 'bad-value'],
		['StudyInstanceUID=1.2%2F..', 'bad-value'],
		['StudyInstanceUID=1.*', 'bad-value'],
		['PatientID=a%00b', 'bad-value'],
		[`PatientID=${'*a'.repeat(20)}`, 'bad-value'],
		[`PatientID=${'a'.repeat(2000)}`, 'bad-value'],
		['limit=-1', 'bad-value'],
		['limit=x', 'bad-value'],
		['offset=1.5', 'bad-value'],
		['fuzzymatching=maybe', 'bad-value'],
		['PatientID=1&00100020=2', 'repeated-key'],
		[`PatientID=${'a'.repeat(9000)}`, 'query-too-long'],
		['limit=1&'.repeat(200), 'query-too-long'],
	])('%s is refused: %s', (search, reason) => {
		expect(query(search)).toEqual({ ok: false, reason });
	});

	test('keys of the level and of those above it match; others are ignored with a warning', () => {
		expect(keys('Modality=CT&PatientID=1', 'series')).toEqual({
			Modality: { kind: 'exact', value: 'CT' },
			PatientID: { kind: 'exact', value: '1' },
		});
		const above = query('Modality=CT&StationName=X&RequestAttributesSequence.00400009=1', 'study');
		expect(above.ok && above.value.keys.size).toBe(0);
		expect(above.ok && above.value.warnings).toEqual([
			'The following parameters are not supported and were ignored: 00080060, 00081010, 00400275.00400009',
		]);
		expect(query('InstanceNumber=007', 'instance')).toMatchObject({ ok: true });
		expect(keys('InstanceNumber=007', 'instance')).toEqual({ InstanceNumber: { kind: 'exact', value: '7' } });
	});

	test('includefield: several, by keyword and tag, a path, an empty key, all', () => {
		const parsed = query(
			'includefield=StudyDescription,00080080&includefield=RequestAttributesSequence.00400009&PatientSex=',
		);
		expect(parsed.ok && [...parsed.value.include]).toEqual(['00081030', '00080080', '00400275', '00100040']);
		expect(parsed.ok && parsed.value.includeAll).toBe(false);
		const all = query('includefield=all');
		expect(all.ok && all.value.includeAll).toBe(true);
	});

	test('pages', () => {
		expect(query('')).toMatchObject({ value: { limit: mostResults, offset: 0 } });
		expect(query('limit=10&offset=20')).toMatchObject({ value: { limit: 10, offset: 20 } });
		expect(query('limit=999999')).toMatchObject({ value: { limit: mostResults } });
	});
});
