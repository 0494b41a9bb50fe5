import { describe, expect, test } from 'vitest';
import type { Dataset } from '#lib/dicom/dataset.ts';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { InstanceRow, SeriesRow, StudyRow } from '#lib/server/archive/catalogue/catalogue.ts';
import { mayInclude, needsHeader, refusedFields, sorted, withIncluded } from './included-fields.ts';
import { metadataOf } from '../retrieve/metadata.ts';
import { instanceAnswer, seriesAnswer, studyAnswer } from './qido-answer.ts';

const roots = { service: 'http://h/dicom-web' };
const ref = { study: studyUid('1.2')!, series: seriesUid('1.3')!, instance: instanceUid('1.4')! };

const study: StudyRow = {
	study: ref.study,
	owner: null,
	date: '20250131',
	time: null,
	accession: null,
	modalities: ['CT', 'SR'],
	referring: null,
	patientName: { Alphabetic: 'Jaidee^Somchai', Ideographic: 'ใจดี^สมชาย' },
	patientId: 'HN-1',
	issuer: null,
	birthDate: null,
	sex: 'M',
	studyId: null,
	description: 'ทรวงอก',
	institution: null,
	timezone: '+0700',
	seriesCount: 2,
	instanceCount: 5,
	revision: 1,
};
const series: SeriesRow = {
	study: ref.study,
	series: ref.series,
	modality: 'CT',
	number: 3,
	description: null,
	bodyPart: null,
	startDate: null,
	startTime: null,
	instanceCount: 4,
};
const instance: InstanceRow = {
	...ref,
	sopClass: '1.2.840.10008.5.1.4.1.1.2',
	number: 7,
	contentDate: null,
	contentTime: null,
	rows: 512,
	columns: 256,
	bitsAllocated: 16,
	frames: 1,
	transferSyntax: '1.2.840.10008.1.2.1',
	size: 1,
	sha256: '',
	kind: 'image',
	derive: 'done',
	patient: { id: 'HN-0001', birthDate: '19700102' },
};

const has = (set: Dataset, tags: string): void => {
	for (const tag of tags.split(' ')) expect(set, tag).toHaveProperty(tag);
};

describe('search answers', () => {
	test('a study has every required attribute, empty ones without a value (table 10.6.3-3)', () => {
		const answer = studyAnswer(study, roots);
		has(
			answer,
			'00080005 00080020 00080030 00080050 00080056 00080061 00080090 00080201 00081190 00100010 00100020 00100030 00100040 0020000D 00200010 00201206 00201208',
		);
		expect(answer['00080005']).toEqual({ vr: 'CS', Value: ['ISO_IR 192'] });
		expect(answer['00080061']).toEqual({ vr: 'CS', Value: ['CT', 'SR'] });
		expect(answer['00080050']).toEqual({ vr: 'SH' });
		expect(answer['00100010']).toEqual({ vr: 'PN', Value: [study.patientName] });
		expect(answer['00080090']).toEqual({ vr: 'PN' });
		expect(answer['00081190']).toEqual({ vr: 'UR', Value: ['http://h/dicom-web/studies/1.2'] });
	});

	test('a series and an instance (tables 10.6.3-4 and -5), with their parents when searched across studies', () => {
		const inStudy = seriesAnswer(series, null, roots);
		has(inStudy, '00080005 00080056 00080060 0008103E 00081190 0020000D 0020000E 00200011 00201209');
		expect(inStudy['00100010']).toBeUndefined();
		expect(seriesAnswer(series, study, roots)['00100020']).toEqual({ vr: 'LO', Value: ['HN-1'] });
		const one = instanceAnswer(instance, { study: null, series: null }, roots);
		has(
			one,
			'00080005 00080016 00080018 00080056 00081190 0020000D 0020000E 00200013 00280008 00280010 00280011 00280100',
		);
		expect(one['00081190']?.Value).toEqual(['http://h/dicom-web/studies/1.2/series/1.3/instances/1.4']);
		const report = instanceAnswer({ ...instance, frames: null }, { study, series }, roots);
		expect(report['00280010']).toBeUndefined();
		expect(report['00080060']).toEqual({ vr: 'CS', Value: ['CT'] });
	});

	test('included fields stay at their level', () => {
		const header: Dataset = {
			'00101010': { vr: 'AS', Value: ['054Y'] },
			'00180060': { vr: 'DS', Value: [120] },
			'00180015': { vr: 'CS', Value: ['CHEST'] },
			'00100020': { vr: 'LO', Value: ['OTHER'] },
			'7FE00010': { vr: 'OW', BulkDataURI: '7FE00010' },
		};
		const all = { include: new Set<string>(), includeAll: true };
		const answer = studyAnswer(study, roots);
		const whole = withIncluded(answer, header, all, 'study');
		expect(whole['00101010']).toEqual({ vr: 'AS', Value: ['054Y'] });
		expect(whole['00100020']).toEqual({ vr: 'LO', Value: ['HN-1'] });
		expect(whole['00180060']).toBeUndefined();
		expect(withIncluded({}, header, all, 'series')['00180015']).toBeDefined();
		expect(withIncluded({}, header, all, 'instance')['7FE00010']).toBeUndefined();
		const some = { include: new Set(['00180060', '00081030']), includeAll: false };
		expect(needsHeader(some, answer, 'study')).toBe(false);
		expect(needsHeader(some, {}, 'instance')).toBe(true);
		expect(refusedFields(some, 'study')).toEqual(['00180060']);
		expect(mayInclude('00020010', 'instance')).toBe(false);
	});
});

describe('metadata', () => {
	test('bulk values by our own addresses, at any depth; the character set is what JSON is', () => {
		const dataset: Dataset = {
			'7FE00010': { vr: 'OW', BulkDataURI: '7FE00010' },
			'00080000': { vr: 'UL', Value: [4] },
			'00080005': { vr: 'CS', Value: ['ISO_IR 166'] },
			'00283010': {
				vr: 'SQ',
				Value: [
					{
						'00080005': { vr: 'CS', Value: ['ISO_IR 100'] },
						'00283006': { vr: 'OW', BulkDataURI: '00283010/0/00283006' },
					},
				],
			},
		};
		const meta = metadataOf({ ref, transferSyntax: '1.2.840.10008.1.2.1', meta: {}, dataset }, roots);
		const root = 'http://h/dicom-web/studies/1.2/series/1.3/instances/1.4/bulkdata';
		expect(meta).toEqual({
			'00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
			'00083002': { vr: 'UI', Value: ['1.2.840.10008.1.2.1'] },
			'00283010': {
				vr: 'SQ',
				Value: [
					{
						'00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
						'00283006': { vr: 'OW', BulkDataURI: `${root}/00283010/0/00283006` },
					},
				],
			},
			'7FE00010': { vr: 'OW', BulkDataURI: `${root}/7FE00010` },
		});
		expect(Object.keys(meta)).toEqual(Object.keys(sorted(meta)));
	});
});
