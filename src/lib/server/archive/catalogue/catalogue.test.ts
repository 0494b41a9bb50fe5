import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Visibility } from '#lib/access/visibility.ts';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { part10File } from '../../../../../tests/fixtures/part10-file.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import type { Catalogue, Match, Search, StudyKey } from './catalogue.ts';
import { catalogueEntry } from './catalogue-entry.ts';
import { createCatalogue } from './catalogue-read.ts';
import { CatalogueWriter } from './catalogue-writer.ts';
import type { InstanceRef } from '../port.ts';

const now = (): number => 1_750_000_000_000;

describe.each(databases.map((make) => make()))('catalogue on $name', (peer) => {
	let db: Database;
	let catalogue: Catalogue;
	let writer: CatalogueWriter;
	beforeAll(async () => {
		await peer.start();
		db = await peer.open();
		catalogue = createCatalogue(db);
		writer = new CatalogueWriter(db, now);
		await add(1, 1, { name: 'ใจดี^สมชาย', date: '20250114', id: '000123', modality: 'CT' });
		await add(1, 2, { name: 'ใจดี^สมชาย', date: '20250114', id: '000123', modality: 'CT' });
		await add(1, 3, { name: 'ใจดี^สมชาย', date: '20250114', id: '000123', modality: 'MR', series: 2 });
		await add(2, 1, { name: 'Ångström^Åsa', date: '20250201', id: '77', modality: 'DX' });
		await add(3, 1, { name: 'น้ำฝน^มะลิ^^นางสาว', date: '20241231', id: 'A[1]', modality: 'US' });
		await add(4, 1, { name: '', date: '', id: '', modality: 'OT' });
	});
	afterAll(() => peer.stop());

	async function add(
		study: number,
		number: number,
		about: { name: string; date: string; id: string; modality: string; series?: number },
	): Promise<string> {
		const ref = refOf(study, about.series ?? 1, number);
		const more: Dataset = {
			'00080020': { vr: 'DA', Value: about.date === '' ? [] : [about.date] },
			'00080060': { vr: 'CS', Value: [about.modality] },
			'00100010': { vr: 'PN', Value: about.name === '' ? [] : [{ Alphabetic: about.name }] },
			'00100020': { vr: 'LO', Value: about.id === '' ? [] : [about.id] },
			'00200011': { vr: 'IS', Value: [about.series ?? 1] },
		};
		const bytes = part10File({ ...ref, number, more });
		const read = await readPart10(bytesInMemory(bytes));
		if (!read.ok) throw new Error(read.reason);
		const file = {
			ref,
			part10: read.value,
			size: bytes.byteLength,
			sha256: 'ab'.repeat(32),
			derive: 'pending',
		} as const;
		return writer.write(await catalogueEntry(file), { actor: 'system', owner: null });
	}

	async function found(keys: [string, Match][], within: Visibility = { kind: 'all' }) {
		const rows = await catalogue.searchStudies({
			within,
			keys: new Map(keys) as Search<StudyKey>['keys'],
			offset: 0,
			limit: 100,
		});
		return rows.map((row) => Number(row.study.split('.').at(-1)));
	}

	test('lists newest first, studies without a date last', async () => {
		expect(await found([])).toEqual([2, 1, 3, 4]);
	});

	test('counts series, instances and modalities', async () => {
		const row = await catalogue.study(refOf(1, 1, 1).study);
		expect(row).toMatchObject({
			seriesCount: 2,
			instanceCount: 3,
			modalities: ['CT', 'MR'],
			patientId: '000123',
		});
		const series = await catalogue.seriesOf(refOf(1, 1, 1).study);
		expect(series.map((one) => [one.modality, one.instanceCount])).toEqual([
			['CT', 2],
			['MR', 1],
		]);
	});

	test.each<[string, string, Match, number[]]>([
		['a Thai name', 'PatientName', name('ใจดี^สมชาย'), [1]],
		['given name alone', 'PatientName', name('สมชาย'), [1]],
		['the beginning of it', 'PatientName', name('สม'), [1]],
		['a part with wild cards', 'PatientName', name('*ชาย*'), [1]],
		['no part without them', 'PatientName', name('ชาย'), []],
		['a part when fuzzy', 'PatientName', name('ชาย', true), [1]],
		['with a title', 'PatientName', name('นายสมชาย ใจดี'), [1]],
		['a title and a part', 'PatientName', name('น.ส.มะลิ'), [3]],
		['without a tone mark', 'PatientName', name('นำฝน'), [3]],
		['one letter open', 'PatientName', name('สมช?ย'), [1]],
		['Latin without accents', 'PatientName', name('angstrom'), [2]],
		['any name', 'PatientName', name('*'), [2, 1, 3, 4]],
		['nobody of that name', 'PatientName', name('สมหญิง'), []],
		['an exact number, zeros kept', 'PatientID', { kind: 'exact', value: '000123' }, [1]],
		['another number', 'PatientID', { kind: 'exact', value: '123' }, []],
		['a wild card in a number', 'PatientID', { kind: 'wildcard', pattern: '00*3' }, [1]],
		['brackets that are no pattern', 'PatientID', { kind: 'wildcard', pattern: 'A[1]*' }, [3]],
		['percent that is no pattern', 'PatientID', { kind: 'wildcard', pattern: '%*' }, []],
		['a day', 'StudyDate', { kind: 'exact', value: '20250114' }, [1]],
		['a range', 'StudyDate', { kind: 'range', from: '20250101', to: '20250131' }, [1]],
		[
			'until a day, undated ones left out',
			'StudyDate',
			{ kind: 'range', from: null, to: '20250114' },
			[1, 3],
		],
		['from a day', 'StudyDate', { kind: 'range', from: '20250115', to: null }, [2]],
		['a modality of one of its series', 'ModalitiesInStudy', { kind: 'exact', value: 'MR' }, [1]],
		['modalities', 'ModalitiesInStudy', { kind: 'list', values: ['US', 'DX'] }, [2, 3]],
		['UIDs', 'StudyInstanceUID', { kind: 'list', values: ['2.25.71.2', '2.25.71.3', '2.25.71.99'] }, [2, 3]],
	])('finds by %s', async (_, key, match, expected) => {
		expect(await found([[key, match]])).toEqual(expected);
	});

	test('threat-1: a search within given studies knows of no others', async () => {
		expect(await found([], only(1, 3))).toEqual([1, 3]);
		expect(await found([['PatientName', name('angstrom')]], only(1, 3))).toEqual([]);
		expect(await found([], only())).toEqual([]);
		expect(await found([], { kind: 'none' })).toEqual([]);
	});

	test("threat-1: a hospital's search finds its own studies and those it was given, nobody else's", async () => {
		await db.updateTable('study').set({ owner: '10670' }).where('uid', '=', '2.25.71.2').execute();
		await db.updateTable('study').set({ owner: '11111' }).where('uid', '=', '2.25.71.3').execute();
		const hospital = (owners: string[], ...given: number[]): Visibility => ({
			kind: 'hospital',
			owners,
			studies: given.map((study) => refOf(study, 1, 1).study),
		});
		expect(await found([], hospital(['10670']))).toEqual([2]);
		expect(await found([], hospital(['10670'], 3))).toEqual([2, 3]);
		expect(await found([], hospital(['99999'], 3))).toEqual([3]);
		expect(await found([], hospital(['99999']))).toEqual([]);
		expect(await found([], hospital([]))).toEqual([]);
		// The words of the search and the hospital's bounds hold both: an `or` must not open the search.
		expect(await found([['PatientName', name('มะลิ')]], hospital(['10670']))).toEqual([]);
		expect(await found([['PatientName', name('angstrom')]], hospital(['10670'], 3))).toEqual([2]);
		await db.updateTable('study').set({ owner: null }).execute();
	});

	test('pages without loss or repeat', async () => {
		const seen = [];
		for (let offset = 0; offset < 6; offset += 2) {
			const page = await catalogue.searchStudies({
				within: { kind: 'all' },
				keys: new Map(),
				offset,
				limit: 2,
			});
			seen.push(...page.map((row) => row.study));
		}
		expect(seen).toHaveLength(4);
		expect(new Set(seen).size).toBe(4);
	});

	test('searches series and instances with keys of the levels above', async () => {
		const series = await catalogue.searchSeries({
			within: { kind: 'all' },
			keys: new Map<'PatientID' | 'Modality', Match>([
				['PatientID', { kind: 'exact', value: '000123' }],
				['Modality', { kind: 'exact', value: 'CT' }],
			]),
			offset: 0,
			limit: 10,
		});
		expect(series.map((row) => [row.series, row.inStudy.patientId])).toEqual([['2.25.71.1.1', '000123']]);
		const instances = await catalogue.searchInstances({
			within: { kind: 'all' },
			keys: new Map<'StudyInstanceUID' | 'InstanceNumber', Match>([
				['StudyInstanceUID', { kind: 'exact', value: '2.25.71.1' }],
				['InstanceNumber', { kind: 'exact', value: '2' }],
			]),
			offset: 0,
			limit: 10,
		});
		expect(instances.map((row) => [row.instance, row.inSeries.modality, row.rows])).toEqual([
			['2.25.71.1.1.2', 'CT', 16],
		]);
	});

	test('threat-1: an instance is found within its own study only', async () => {
		const { study, series, instance } = refOf(1, 1, 1);
		expect(await catalogue.instance(study, null, instance)).toMatchObject({ instance, derive: 'pending' });
		expect(await catalogue.instance(study, series, instance)).not.toBeNull();
		expect(await catalogue.instance(refOf(2, 1, 1).study, null, instance)).toBeNull();
		expect(await catalogue.instance(study, refOf(1, 2, 1).series, instance)).toBeNull();
	});

	test('gives headers back as they were read', async () => {
		const { study } = refOf(1, 1, 1);
		const headers = [];
		for await (const header of catalogue.datasets(study, null, null)) headers.push(header);
		expect(headers.map((header) => header.dataset['00080018']?.Value?.[0]).sort()).toEqual(
			['2.25.71.1.1.1', '2.25.71.1.1.2', '2.25.71.1.2.3'].sort(),
		);
	});

	test('takes one of the same instance at once, and none under another study', async () => {
		const about = { name: 'ทดสอบ', date: '20200101', id: '5', modality: 'CT' };
		const results = await Promise.all([add(8, 1, about), add(8, 1, about), add(8, 1, about)]);
		expect(results.sort()).toEqual(['added', 'known', 'known']);
		expect(await catalogue.study(refOf(8, 1, 1).study)).toMatchObject({ instanceCount: 1, seriesCount: 1 });
		const stolen = { ...refOf(9, 1, 1), instance: refOf(8, 1, 1).instance };
		const bytes = part10File(stolen);
		const read = await readPart10(bytesInMemory(bytes));
		if (!read.ok) throw new Error(read.reason);
		const file = {
			ref: stolen,
			part10: read.value,
			size: bytes.byteLength,
			sha256: 'cd'.repeat(32),
			derive: 'pending',
		} as const;
		expect(await writer.write(await catalogueEntry(file), { actor: 'system', owner: null })).toBe(
			'in-other-study',
		);
		expect(await catalogue.study(stolen.study)).toBeNull();
	});

	test("threat-1: nothing is slipped into another hospital's study, nor into nobody's", async () => {
		const ref = refOf(30, 1, 1);
		const put = async (number: number, owner: string | null) => {
			const bytes = part10File({ ...refOf(30, 1, number), number });
			const read = await readPart10(bytesInMemory(bytes));
			if (!read.ok) throw new Error(read.reason);
			const file = {
				ref: refOf(30, 1, number),
				part10: read.value,
				size: bytes.byteLength,
				sha256: 'ef'.repeat(32),
				derive: 'pending',
			} as const;
			return writer.write(await catalogueEntry(file), { actor: 'system', owner });
		};
		expect(await put(1, '10670')).toBe('added');
		expect(await put(2, '10999')).toBe('of-other-hospital');
		expect(await writer.isOfOtherHospital(ref.study, '10999')).toBe(true);
		expect(await put(2, '10670')).toBe('added');
		expect(await put(3, null)).toBe('added');
		await db.updateTable('study').set({ owner: null }).where('uid', '=', ref.study).execute();
		expect(await put(4, '10670')).toBe('of-other-hospital');
		expect(await catalogue.study(ref.study)).toMatchObject({ instanceCount: 3 });
	});

	test('one audit row for each study of a batch, in the same transaction', async () => {
		const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
		const stored = rows
			.map((row) => JSON.parse(row.body) as { kind: string; study: string; stored: number })
			.filter((event) => event.kind === 'instances-stored');
		const sum = (study: string): number =>
			stored.filter((event) => event.study === study).reduce((total, event) => total + event.stored, 0);
		expect([1, 2, 3, 4, 8].map((study) => sum(`2.25.71.${study}`))).toEqual([3, 1, 1, 1, 1]);
	});
});

function only(...studies: number[]): Visibility {
	return { kind: 'studies', studies: studies.map((study) => refOf(study, 1, 1).study) };
}

function name(text: string, fuzzy = false): Match {
	return { kind: 'name', text, fuzzy };
}

function refOf(study: number, series: number, number: number): InstanceRef {
	return {
		study: `2.25.71.${study}` as StudyUid,
		series: `2.25.71.${study}.${series}` as SeriesUid,
		instance: `2.25.71.${study}.${series}.${number}` as InstanceUid,
	};
}
