import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import { createPixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { part10File } from '../../../../../tests/fixtures/part10-file.ts';
import { EmbeddedArchive } from '../embedded-archive.ts';
import type { InstanceRef } from '../port.ts';
import { createStudyService } from './study-service.ts';
import type { StudyService } from './study-service.ts';

const signal = AbortSignal.timeout(120_000);
const actor = { expectedStudy: null, actor: 'system', owner: null };
let pool: PixelPool;
const folders: string[] = [];
const opened: { db: Database; service: StudyService }[] = [];

beforeAll(() => {
	pool = createPixelPool({ size: 2 });
});
afterEach(async () => {
	for (const { db, service } of opened.splice(0)) await stop(db, service);
});
afterAll(async () => {
	await pool.close();
	for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

async function stop(db: Database, service: StudyService): Promise<void> {
	await service.close();
	await db.destroy();
}

async function open(folder: string, options: { started?: boolean; pool?: PixelPool } = {}) {
	const db = await openDatabase({ dataDir: folder, databaseUrl: null });
	const archive = await EmbeddedArchive.open({ db, folder: join(folder, 'archive'), now: Date.now });
	const service = await createStudyService({
		db,
		now: Date.now,
		dataDir: folder,
		archive,
		pool: options.pool ?? pool,
		maxInstanceBytes: 1_000_000,
		madeBytes: 1_000_000,
		pollSeconds: 0,
		patienceMs: 20_000,
		changed: () => undefined,
	});
	if (options.started !== false) await service.start(signal);
	const one = { db, archive, service };
	opened.push(one);
	return one;
}

function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'hub-studies-'));
	folders.push(folder);
	return folder;
}

async function manifestOf(service: StudyService, study: StudyUid): Promise<StudyManifest> {
	const prepared = await service.manifest(study, signal);
	if (!prepared.ok || prepared.value === null) throw new Error('no manifest');
	return v.parse(StudyManifest, JSON.parse(prepared.value.json.toString('utf8')));
}

describe('ingest', () => {
	test('a file becomes a study with a picture whose bytes match its digest', async () => {
		const { service } = await open(newFolder());
		for (const number of [3, 1, 2]) {
			const outcome = await service.ingest(part10File({ ...refOf(1, number), number }), actor, signal);
			expect(outcome.kind).toBe('stored');
		}
		const manifest = await manifestOf(service, refOf(1, 1).study);
		expect(manifest.patient.name.text).toBe('สมชาย ใจดี');
		const [series] = manifest.series;
		expect(series?.instances.map((instance) => instance.number)).toEqual([1, 2, 3]);
		expect(series?.geometryNotes).toEqual([]);
		const image = series?.instances[0];
		if (image?.kind !== 'image') throw new Error('no image');
		expect(image).toMatchObject({ refused: null, patientMismatch: false, format: { rows: 16, columns: 16 } });
		const rendition = image.renditions[0];
		if (rendition?.state !== 'ready') throw new Error('no rendition');
		const row = await service.catalogue.instance(manifest.study, null, image.uid);
		const slice = await service.frames.frame(row!, 1, signal);
		if (!slice.ok) throw new Error('no frame');
		const { path, offset, length } = slice.value;
		const bytes = (await readFile(path)).subarray(offset, offset + length);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(rendition.sha256);
		await slice.value.close();
	});

	test('the same file again is there already, other bytes under its UID are refused', async () => {
		const { service } = await open(newFolder());
		const ref = refOf(1, 1);
		const first = part10File(ref);
		expect((await service.ingest(first, actor, signal)).kind).toBe('stored');
		expect((await service.ingest(first, actor, signal)).kind).toBe('already-there');
		const other = await service.ingest(part10File({ ...ref, text: 'other' }), actor, signal);
		expect(other).toMatchObject({ kind: 'refused', code: 'conflict' });
		const moved = await service.ingest(part10File({ ...ref, study: '2.25.72.9' }), actor, signal);
		expect(moved).toMatchObject({ kind: 'refused', code: 'conflict' });
		expect(await service.catalogue.study('2.25.72.9' as StudyUid)).toBeNull();
	});

	test('twenty at once, each twice, make twenty', async () => {
		const { service } = await open(newFolder());
		const files = Array.from({ length: 20 }, (_, index) =>
			part10File({ ...refOf(1, index + 1), number: index + 1 }),
		);
		const outcomes = await Promise.all(
			[...files, ...files].map((file) => service.ingest(file, actor, signal)),
		);
		expect(outcomes.filter((outcome) => outcome.kind === 'stored')).toHaveLength(20);
		expect(outcomes.filter((outcome) => outcome.kind === 'already-there')).toHaveLength(20);
		expect(await service.catalogue.study(refOf(1, 1).study)).toMatchObject({
			instanceCount: 20,
			seriesCount: 1,
		});
	});

	test.each<[string, Uint8Array, string]>([
		['nothing', new Uint8Array(), 'empty'],
		['text', new TextEncoder().encode('<html><script>alert(1)</script></html>'.repeat(9)), 'not-dicom'],
		['too much', new Uint8Array(1_000_001), 'too-large'],
		[
			'no SOP Instance UID',
			part10File({ ...refOf(1, 1), more: { '00080018': { vr: 'UI' } } }),
			'missing-uid',
		],
		['a path for a UID', part10File({ ...refOf(1, 1), instance: '../../etc/passwd' }), 'bad-uid'],
		['half a header', part10File(refOf(1, 1)).slice(0, 300), 'truncated'],
	])('refuses %s', async (_, bytes, code) => {
		const { service, db } = await open(newFolder());
		const outcome = await service.ingest(bytes, actor, signal);
		expect(outcome.kind === 'refused' ? outcome.code : outcome.kind).toMatch(
			new RegExp(`^(${code}|damaged-structure)$`),
		);
		expect(await db.selectFrom('study').select('uid').execute()).toEqual([]);
	});

	test('refuses what was sent to the address of another study', async () => {
		const { service } = await open(newFolder());
		const options = { expectedStudy: refOf(2, 1).study, actor: 'system', owner: null };
		expect(await service.ingest(part10File(refOf(1, 1)), options, signal)).toMatchObject({
			code: 'other-study',
		});
	});

	test('keeps a file whose pixels cannot be shown, and says why', async () => {
		const { service } = await open(newFolder());
		const bytes = part10File({ ...refOf(1, 1), more: { '00280010': { vr: 'US', Value: [9000] } } });
		expect((await service.ingest(bytes, actor, signal)).kind).toBe('stored');
		const [series] = (await manifestOf(service, refOf(1, 1).study)).series;
		const image = series?.instances[0];
		expect(image).toMatchObject({ kind: 'image', refused: { code: expect.any(String) } });
	});

	test('threat-11 mutated files never stop the ingest', async () => {
		const { service } = await open(newFolder());
		const random = generator(42);
		let stored = 0;
		for (let round = 0; round < 300; round += 1) {
			const file = part10File({ ...refOf(round + 1, 1) });
			const flips = 1 + (random() % 6);
			for (let flip = 0; flip < flips; flip += 1)
				file[128 + (random() % (file.length - 128))] = random() % 256;
			const cut = random() % 4 === 0 ? file.slice(0, random() % file.length) : file;
			const outcome = await service.ingest(cut, actor, signal);
			if (outcome.kind === 'stored') stored += 1;
		}
		expect(stored).toBeGreaterThan(20);
		const fine = await service.ingest(part10File(refOf(900, 1)), actor, signal);
		expect(fine.kind).toBe('stored');
		const rows = await service.catalogue.searchStudies({
			within: { kind: 'all' },
			keys: new Map(),
			offset: 0,
			limit: 1000,
		});
		for (const row of rows) await manifestOf(service, row.study);
	});
});

describe('threat-18', () => {
	test.each([
		['another hospital number', { '00100020': { vr: 'LO', Value: ['HN-9999'] } }, true],
		['another birth date', { '00100030': { vr: 'DA', Value: ['19990909'] } }, true],
		['neither', { '00100020': { vr: 'LO' }, '00100030': { vr: 'DA' } }, true],
		['no birth date but the same number', { '00100030': { vr: 'DA' } }, false],
		['the same number with spaces', { '00100020': { vr: 'LO', Value: ['HN-0001 '] } }, false],
	])('an instance with %s', async (_, more, mismatch) => {
		const { service } = await open(newFolder());
		await service.ingest(part10File(refOf(1, 1)), actor, signal);
		await service.ingest(part10File({ ...refOf(1, 2), number: 2, more }), actor, signal);
		const [series] = (await manifestOf(service, refOf(1, 1).study)).series;
		expect(series?.instances.map((instance) => instance.patientMismatch)).toEqual([false, mismatch]);
	});
});

describe('after a restart', () => {
	test('derivation goes on where it ended', async () => {
		const folder = newFolder();
		const idle = createPixelPool({ size: 1, queueLimit: 0 });
		const first = await open(folder, { pool: idle });
		for (const number of [1, 2, 3])
			await first.service.ingest(part10File({ ...refOf(1, number), number }), actor, signal);
		opened.pop();
		await stop(first.db, first.service);
		await idle.close();

		const second = await open(folder);
		await second.service.idle();
		const rows = await second.service.catalogue.instancesOf(refOf(1, 1).study, null);
		expect(rows.map((row) => row.derive)).toEqual(['done', 'done', 'done']);
	});

	test('a file without any row, and one without a catalogue row, come into the catalogue', async () => {
		const folder = newFolder();
		const first = await open(folder, { started: false });
		// Killed between the file's fsync and the archive's row, and between the archive's row and the catalogue's.
		await first.archive.store(refOf(1, 1), part10File(refOf(1, 1)));
		await first.db.deleteFrom('archived_file').execute();
		await first.archive.store(refOf(2, 1), part10File(refOf(2, 1)));
		opened.pop();
		await stop(first.db, first.service);

		const second = await open(folder);
		await second.service.idle();
		for (const study of [1, 2]) {
			const [series] = (await manifestOf(second.service, refOf(study, 1).study)).series;
			expect(series?.instances[0]).toMatchObject({ kind: 'image', refused: null });
		}
	});

	test('renditions that were cleared away are made again', async () => {
		const folder = newFolder();
		const { service } = await open(folder);
		await service.ingest(part10File(refOf(1, 1)), actor, signal);
		await service.idle();
		await rm(join(folder, 'derived'), { recursive: true });
		const row = await service.catalogue.instance(refOf(1, 1).study, null, refOf(1, 1).instance);
		const slice = await service.frames.frame(row!, 1, signal);
		expect(slice.ok).toBe(true);
	});
});

test('no name, number or UID stands in the names of files', async () => {
	const folder = newFolder();
	const { service } = await open(folder);
	await service.ingest(part10File(refOf(1, 1)), actor, signal);
	await service.idle();
	const names = (await readdir(folder, { recursive: true })).join('\n');
	expect(names).toContain('.dcm');
	expect(names).not.toMatch(/2\.25|HN-|สมชาย/);
});

function refOf(study: number, number: number): InstanceRef {
	return {
		study: `2.25.72.${study}` as StudyUid,
		series: `2.25.72.${study}.1` as SeriesUid,
		instance: `2.25.72.${study}.1.${number}` as InstanceUid,
	};
}

/** Mulberry32: the same mutations every time. */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return (mixed ^ (mixed >>> 14)) >>> 0;
	};
}
