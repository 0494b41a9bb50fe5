/** QIDO-RS and names, alike over both archives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDicomweb } from './dicomweb-subject.ts';
import type { ArchiveKind, DicomwebSubject, Row } from './dicomweb-subject.ts';
import { part10File } from './fixtures/part10-file.ts';
import { encodedFile, encodings } from './fixtures/thai-encodings.ts';

const root = '1.2.826.0.1.3680043.8.498.5';
const ct = `${root}.100`;
const latin = `${root}.200`;

const value = (row: Row | undefined, tag: string): unknown => row?.[tag]?.Value?.[0];
const uids = (rows: readonly Row[], tag = '0020000D'): unknown[] => rows.map((row) => value(row, tag)).sort();

describe.each<ArchiveKind>(['embedded', 'upstream'])('search over the %s archive', (kind) => {
	let subject: DicomwebSubject;
	const thai = encodings.map((_, index) => `${root}.${index + 1}`).sort();

	beforeAll(async () => {
		subject = await startDicomweb(kind);
		const files = encodings.map((encoding, index) => encodedFile(root, index, encoding));
		for (const [series, modality] of [
			[1, 'CT'],
			[2, 'SR'],
		] as const) {
			for (let number = 1; number <= 3; number += 1) {
				const ids = { study: ct, series: `${ct}.${series}`, instance: `${ct}.${series}.${number}`, number };
				files.push(
					part10File({
						...ids,
						more: {
							'00080020': { vr: 'DA', Value: ['20240229'] },
							'00080060': { vr: 'CS', Value: [modality] },
							'00100020': { vr: 'LO', Value: ['HN-CT'] },
							'00100010': { vr: 'PN', Value: [{ Alphabetic: 'Boonmee^Anan', Ideographic: 'บุญมี^อนันต์^^นาย' }] },
							'00180060': { vr: 'DS', Value: [120] },
							'00200011': { vr: 'IS', Value: [series] },
						},
					}),
				);
			}
		}
		const western = { declared: ['ISO_IR 100'], bytes: (text: string) => Buffer.from(text, 'latin1') };
		files.push(encodedFile(root, 199, western, 'Müller^Jürgen'));
		const stored = await subject.store(files);
		expect(stored.status, await stored.clone().text()).toBe(200);
	});
	afterAll(() => subject.stop());

	test.each([['*สม*'], ['ใจดี^สมชาย'], ['สมชาย'], ['นายสมชาย ใจดี'], ['สมชาย ใจดี'], ['ใจ*']])(
		'PatientName=%s finds all nine encodings',
		async (name) => {
			const rows = await subject.rows(`/studies?PatientName=${encodeURIComponent(name)}`);
			expect(uids(rows)).toEqual(thai);
		},
	);

	test('every one of the nine reads right, in searches and in metadata', async () => {
		for (const row of await subject.rows('/studies?PatientName=' + encodeURIComponent('*สม*'))) {
			const groups = Object.values(value(row, '00100010') as Record<string, string>);
			expect(groups).toContain('ใจดี^สมชาย');
			expect(value(row, '00080005')).toBe('ISO_IR 192');
			const study = String(value(row, '0020000D'));
			const [metadata] = await subject.rows(`/studies/${study}/metadata`);
			expect(value(metadata, '00100010')).toEqual(value(row, '00100010'));
		}
	});

	test('the Latin group finds what has one, and a Western name stays', async () => {
		expect(uids(await subject.rows('/studies?PatientName=Jaidee*'))).toEqual([`${root}.9`]);
		expect(uids(await subject.rows('/studies?PatientName=Boonmee^Anan'))).toEqual([ct]);
		const [western] = await subject.rows(`/studies?PatientName=${encodeURIComponent('Müller*')}`);
		expect(value(western, '0020000D')).toBe(latin);
		expect(value(western, '00100010')).toEqual({ Alphabetic: 'Müller^Jürgen' });
	});

	test.each([
		['PatientID=HN-CT', [ct]],
		['00100020=HN-CT', [ct]],
		['PatientID=HN-C*', [ct]],
		['PatientID=HN-?T', [ct]],
		['PatientID=HN-?', Array.from({ length: 9 }, (_, index) => `${root}.${index + 1}`)],
		['StudyDate=20240229', [ct]],
		['StudyDate=20240101-20241231', [ct]],
		['StudyDate=-20240301', [ct]],
		['StudyDate=20240301-&PatientID=HN-CT', []],
		['ModalitiesInStudy=SR', [ct]],
		[`StudyInstanceUID=${ct},${latin}`, [ct, latin].sort()],
		[`StudyInstanceUID=${ct}%5C${latin}`, [ct, latin].sort()],
		['AccessionNumber=nothing', []],
	])('?%s', async (query, expected) => {
		expect(uids(await subject.rows(`/studies?${query}`))).toEqual(expected);
	});

	test('the required attributes come back at each level', async () => {
		const [study] = await subject.rows('/studies?PatientID=HN-CT');
		expect(study).toMatchObject({
			'00080020': { vr: 'DA', Value: ['20240229'] },
			'00080056': { vr: 'CS', Value: ['ONLINE'] },
			'00081190': { vr: 'UR', Value: [`${subject.root}/studies/${ct}`] },
			'00201206': { vr: 'IS', Value: [2] },
			'00201208': { vr: 'IS', Value: [6] },
		});
		expect([...(study?.['00080061']?.Value ?? [])].sort()).toEqual(['CT', 'SR']);
		const series = await subject.rows(`/studies/${ct}/series?Modality=CT`);
		expect(series).toHaveLength(1);
		expect(series[0]).toMatchObject({ '00080060': { Value: ['CT'] }, '00201209': { Value: [3] } });
		const instances = await subject.rows(`/studies/${ct}/series/${ct}.1/instances`);
		expect(instances.map((row) => value(row, '00200013'))).toEqual([1, 2, 3]);
		expect(instances[0]).toMatchObject({
			'00280010': { vr: 'US', Value: [16] },
			'00280100': { vr: 'US', Value: [16] },
			'00081190': { Value: [`${subject.root}/studies/${ct}/series/${ct}.1/instances/${ct}.1.1`] },
		});
	});

	test('series and instances of any study, with the keys of their parents', async () => {
		expect(uids(await subject.rows('/series?PatientID=HN-CT&Modality=SR'), '0020000E')).toEqual([`${ct}.2`]);
		const [instance] = await subject.rows(`/instances?SOPInstanceUID=${ct}.1.2`);
		expect(value(instance, '00100020')).toBe('HN-CT');
		expect(await subject.rows(`/studies/${ct}/instances`)).toHaveLength(6);
	});

	test('pages: every study once, a warning while there is more', async () => {
		const seen: unknown[] = [];
		for (let offset = 0; ; offset += 4) {
			const answer = await subject.get(`/studies?limit=4&offset=${offset}`);
			const page = (await answer.json()) as Row[];
			seen.push(...uids(page));
			expect(answer.headers.get('warning') !== null).toBe(offset + page.length < 11);
			if (page.length < 4) break;
		}
		expect(seen.length).toBe(11);
		expect(new Set(seen).size).toBe(11);
	});

	test('includefield adds what its level has, and says what it has not', async () => {
		const answer = await subject.get('/studies?PatientID=HN-CT&includefield=StudyDescription,KVP');
		const [plain] = (await answer.json()) as Row[];
		expect(plain).not.toHaveProperty('00180060');
		expect(answer.headers.get('warning')).toContain('299');
		const [instance] = await subject.rows(`/instances?SOPInstanceUID=${ct}.1.2&includefield=KVP`);
		expect(value(instance, '00180060')).toBe(120);
		const [all] = await subject.rows(`/instances?SOPInstanceUID=${ct}.1.2&includefield=all`);
		expect(value(all, '00281053')).toBe(1);
		expect(all).not.toHaveProperty('7FE00010');
	});

	test.each([
		['/studies?NoSuchKeyword=1', 400],
		['/studies?StudyDate=yesterday', 400],
		['/studies?limit=-1', 400],
		['/studies/1.2.3/series', 404],
		[`/studies/${ct}/series/1.2.3/instances`, 404],
	])('%s is refused: %i', async (path, status) => {
		expect((await subject.get(path)).status).toBe(status);
	});

	test('another form than JSON is refused', async () => {
		expect((await subject.get('/studies', 'multipart/related; type="application/dicom+xml"')).status).toBe(
			406,
		);
		const answer = await subject.get('/studies?limit=1', 'application/json');
		expect(answer.headers.get('content-type')).toBe('application/json');
	});
});
