/** What people send in, from the first byte to the archive, on both databases. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../src/lib/dicom/dataset.ts';
import { putHospital } from '../src/lib/server/archive/catalogue/hospitals.ts';
import { writePart10 } from '../src/lib/dicom/part10/part10-writer.ts';
import { hostileFiles, payloads } from './fixtures/hostile.ts';
import { part10File } from './fixtures/part10-file.ts';
import { databases } from './peers/databases.ts';
import { UploadSubject, colleague, sender } from './upload-subject.ts';

const file = (n: number, more: Dataset = {}, study = '2.25.91'): Uint8Array =>
	part10File({ study, series: `${study}.1`, instance: `${study}.1.${n}`, number: n, more });
const patient = (hn: string, name: string, birth: string, sex = 'F'): Dataset => ({
	'00100010': { vr: 'PN', Value: [{ Alphabetic: name }] },
	'00100020': { vr: 'LO', Value: [hn] },
	'00100030': { vr: 'DA', Value: [birth] },
	'00100040': { vr: 'CS', Value: [sex] },
});
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

describe.each(databases)('uploads', (makePeer) => {
	const peer = makePeer();
	let subject: UploadSubject;
	beforeAll(() => peer.start());
	afterEach(() => subject.remove());
	afterAll(() => peer.stop());
	const start = async (): Promise<UploadSubject> => {
		subject = new UploadSubject(await peer.open());
		await subject.start();
		return subject;
	};
	const waiting = (): string[] => readdirSync(join(subject.folder, 'uploads'));

	it(`${peer.name}: nothing is in the archive before its patient was confirmed, then all of it is`, async () => {
		const { uploads, studies, changed } = await start();
		const { batch } = await subject.send([1, 2, 3].map((n) => ({ name: `IM${n}`, bytes: file(n) })));
		const shown = await subject.settled(batch);
		expect(shown.counts).toEqual({ waiting: 3 });
		expect(shown.patients).toMatchObject([
			{
				files: 3,
				doubts: [],
				patient: { name: 'สมชาย ใจดี', hn: 'HN-0001', birthDate: '1970-01-02', sex: 'M' },
				studies: [{ study: '2.25.91', standing: 'new', files: 3, modalities: ['CT'] }],
			},
		]);
		expect(await studies.catalogue.study('2.25.91' as never)).toBeNull();
		const done = await subject.confirmAll(batch);
		expect(done.counts).toEqual({ stored: 3 });
		expect(done.filed).toEqual([{ study: '2.25.91', stored: 3, already: 0, refused: 0 }]);
		expect((await studies.catalogue.study('2.25.91' as never))?.owner).toBe(sender.hospital);
		expect(changed).toContain('2.25.91');
		// Names at home and bytes are forgotten.
		expect(done.files.map((one) => one.name)).toEqual([null, null, null]);
		expect(waiting()).toEqual([]);
		const kinds = (await subject.db.selectFrom('audit_row').select('body').orderBy('seq').execute()).map(
			(row) => (JSON.parse(row.body) as { kind: string }).kind,
		);
		expect([...new Set(kinds)]).toEqual(['upload-confirmed', 'instances-stored', 'upload-filed']);
		expect(await uploads.shown(batch, colleague)).toBeNull();
	});

	it(`${peer.name}: the same file again is already there; one bad file sinks no other`, async () => {
		await start();
		const first = await subject.send([{ name: 'a', bytes: file(1) }]);
		await subject.confirmAll(first.batch);
		await subject.end(first.batch);
		const { batch } = await subject.send([
			{ name: 'a', bytes: file(1) },
			{ name: 'cut.dcm', bytes: file(2).slice(0, 400) },
			{ name: 'b', bytes: file(3) },
			{ name: 'empty', bytes: new Uint8Array(0) },
			{ name: 'letter.txt', bytes: text('hello') },
		]);
		const done = await subject.confirmAll(batch);
		expect(done.counts).toEqual({ 'already-there': 1, stored: 1, refused: 3 });
		const refused = done.files.filter((one) => one.state === 'refused').map((one) => [one.name, one.code]);
		expect(refused).toEqual([
			['cut.dcm', expect.stringMatching(/truncated|damaged-structure/)],
			['empty', 'empty'],
			['letter.txt', 'not-dicom'],
		]);
	});

	it(`${peer.name}: goes on after a cut with what came before, byte for byte (threat-11)`, async () => {
		await start();
		const bytes = file(1);
		const { id: batch } = await subject.uploads.open(sender);
		const [id = ''] = await subject.declare(batch, [{ name: 'IM1', bytes }]);
		const length = { 'upload-length': String(bytes.length) };
		expect((await subject.tus('POST', id, bytes.slice(0, 500), length)).status).toBe(201);
		// A process that ends in the middle loses no byte either.
		await subject.stop();
		await subject.start();
		const head = await subject.tus('HEAD', id, null);
		expect(head.headers.get('upload-offset')).toBe('500');
		expect((await subject.tus('PATCH', id, bytes.slice(400), { 'upload-offset': '400' })).status).toBe(409);
		expect((await subject.tus('PATCH', id, bytes.slice(500), { 'upload-offset': '500' })).status).toBe(204);
		const shown = await subject.settled(batch);
		expect(shown.counts).toEqual({ waiting: 1 });
		expect(readFileSync(join(subject.folder, 'uploads', id)).equals(Buffer.from(bytes))).toBe(true);
		// Asked once more by a page that didn't hear the end.
		expect((await subject.tus('HEAD', id, null)).headers.get('upload-offset')).toBe(String(bytes.length));
		expect((await subject.confirmAll(batch)).counts).toEqual({ stored: 1 });
	});

	it(`${peer.name}: takes no more than was told of, and only from the one who told`, async () => {
		await start();
		const bytes = file(1);
		const { id: batch } = await subject.uploads.open(sender);
		const [id = ''] = await subject.declare(batch, [{ name: 'IM1', bytes }]);
		const more = { 'upload-length': String(bytes.length + 1) };
		expect((await subject.tus('POST', id, bytes, more)).status).toBe(400);
		const length = { 'upload-length': String(bytes.length) };
		expect((await subject.tus('POST', id, new Uint8Array([...bytes, 1]), length)).status).toBeGreaterThan(
			400,
		);
		expect(await subject.uploads.file(id, colleague)).toBeNull();
		expect(await subject.uploads.file(id, { ...sender, hospital: '99002' })).toBeNull();
	});

	it(`${peer.name}: two patients are confirmed one by one, or left out (threat-18)`, async () => {
		await start();
		const { batch } = await subject.send([
			{ name: '1', bytes: file(1) },
			{ name: '2', bytes: file(2, patient('HN-0002', 'รักไทย^สุดา', '19770920'), '2.25.92') },
		]);
		const { patients } = await subject.settled(batch);
		expect(patients).toHaveLength(2);
		const [one, other] = patients;
		expect((await subject.decide(batch, { key: one!.key, accepted: [], file: true })).ok).toBe(true);
		expect((await subject.decide(batch, { key: other!.key, accepted: [], file: false })).ok).toBe(true);
		const done = await subject.settled(batch);
		expect(done.counts).toEqual({ stored: 1, 'left-out': 1 });
		expect(waiting()).toEqual([]);
	});

	it(`${peer.name}: another birth date or name under a known HN needs a yes of its own (threat-18)`, async () => {
		await start();
		const first = await subject.send([{ name: '1', bytes: file(1) }]);
		await subject.confirmAll(first.batch);
		await subject.end(first.batch);
		const other = patient('HN-0001', 'รักไทย^สุดา', '19770920');
		const { batch } = await subject.send([{ name: '2', bytes: file(2, other, '2.25.92') }]);
		const [group] = (await subject.settled(batch)).patients;
		expect(group?.doubts.toSorted()).toEqual(['hn-other-birth-date', 'hn-other-name', 'hn-other-sex']);
		expect(group?.known.map((known) => known.name)).toEqual(['สมชาย ใจดี']);
		const ask = (accepted: readonly string[]) =>
			subject.decide(batch, { key: group!.key, accepted: accepted as never, file: true });
		expect(await ask([])).toEqual({ ok: false, reason: 'needs-choice' });
		expect(await ask(['hn-other-name'])).toEqual({ ok: false, reason: 'needs-choice' });
		expect((await subject.settled(batch)).counts).toEqual({ waiting: 1 });
		expect((await ask(group!.doubts)).ok).toBe(true);
		expect((await subject.settled(batch)).counts).toEqual({ stored: 1 });
	});

	it(`${peer.name}: what is confirmed is what was shown (threat-18)`, async () => {
		await start();
		const { batch } = await subject.send([{ name: '1', bytes: file(1) }]);
		const [before] = (await subject.settled(batch)).patients;
		await subject.send([{ name: '2', bytes: file(2) }]);
		await subject.settled(batch);
		const late = await subject.decide(batch, { key: before!.key, accepted: [], file: true });
		expect(late).toEqual({ ok: false, reason: 'changed' });
		expect(await subject.decide(batch, { key: 'made-up', accepted: [], file: true })).toEqual(late);
		const [id = ''] = await subject.declare(batch, [{ name: '3', bytes: file(3) }]);
		const [now] = (await subject.settled(batch)).patients;
		const early = await subject.decide(batch, { key: now!.key, accepted: [], file: true });
		expect(early).toEqual({ ok: false, reason: 'not-ready' });
		await subject.uploads.remove(id, sender, { from: null, requestId: 'r' });
		expect((await subject.confirmAll(batch)).counts).toEqual({ stored: 2, 'left-out': 1 });
	});

	it(`${peer.name}: nothing is slipped into another hospital's study, nor into another patient's (threat-1, threat-18)`, async () => {
		await start();
		const stored = await subject.studies.ingest(
			file(1, {}, '2.25.93'),
			{ expectedStudy: null, actor: 'test', owner: '99002' },
			AbortSignal.timeout(60_000),
		);
		expect(stored.kind).toBe('stored');
		const mine = await subject.send([{ name: '1', bytes: file(1) }]);
		await subject.confirmAll(mine.batch);
		await subject.end(mine.batch);
		const { batch } = await subject.send([
			{ name: 'theirs', bytes: file(2, {}, '2.25.93') },
			{ name: 'mixed', bytes: file(2, patient('HN-0002', 'รักไทย^สุดา', '19770920')) },
		]);
		const shown = await subject.settled(batch);
		expect(
			shown.patients.flatMap((group) => group.studies.map((study) => study.standing)).toSorted(),
		).toEqual(['not-yours', 'other-patient-in-study']);
		for (const { key, doubts } of shown.patients) {
			const request = { key, accepted: [...doubts], file: true };
			await subject.decide(batch, request, async (study) => study !== '2.25.93');
		}
		const done = await subject.settled(batch);
		expect(done.files.map((one) => one.code)).toEqual(['not-yours', 'other-patient-in-study']);
		expect((await subject.studies.catalogue.study('2.25.93' as never))?.instanceCount).toBe(1);
		expect(waiting()).toEqual([]);
	});

	it(`${peer.name}: a disc as zip: its pictures wait, its clutter is counted, its list tells what is missing`, async () => {
		await start();
		const listed = [1, 2, 3].map((n) => `2.25.91.1.${n}`);
		const dicomdir = writePart10({
			dataset: {
				'00080016': { vr: 'UI', Value: ['1.2.840.10008.1.3.10'] },
				'00041220': {
					vr: 'SQ',
					Value: listed.map((uid) => ({
						'00041430': { vr: 'CS', Value: ['IMAGE'] },
						'00041511': { vr: 'UI', Value: [uid] },
					})),
				},
			},
			transferSyntax: '1.2.840.10008.1.2.1',
		});
		const zip = zipSync({
			'AUTORUN.INF': text('[autorun]'),
			DICOMDIR: dicomdir,
			'VIEWER/VIEWER.EXE': text('MZ a viewer'),
			'VIEWER/logo.jpg': Uint8Array.of(0xff, 0xd8, 0xff, ...new Uint8Array(300)),
			'../../../../etc/passwd': file(1),
			'PT0/IM2': file(2),
			'PT0/broken': file(4).slice(0, 400),
			'PT0/more.zip': zipSync({ IM9: file(9) }),
		});
		const { batch } = await subject.send([{ name: 'cd.zip', bytes: zip }], 7);
		const shown = await subject.settled(batch);
		expect(shown.counts).toEqual({ opened: 1, waiting: 2, directory: 1, refused: 2 });
		expect(shown.skipped).toBe(7 + 3);
		expect(shown.missing).toBe(1);
		expect(shown.inside.map((one) => [one.name, one.code]).toSorted()).toEqual([
			['broken', expect.stringMatching(/truncated|damaged-structure/)],
			['more.zip', 'zip-nested'],
		]);
		const names = await subject.db.selectFrom('upload_file').select('name').execute();
		expect(names.map((row) => row.name)).toContain('passwd');
		expect(waiting()).toHaveLength(2);
		expect((await subject.confirmAll(batch)).counts.stored).toBe(2);
	});

	it(`${peer.name}: a day later everything unfiled is forgotten, names and all`, async () => {
		await start();
		const { batch } = await subject.send([
			{ name: 'สมชาย ใจดี.dcm', bytes: file(1) },
			{ name: 'x', bytes: text('no') },
		]);
		await subject.settled(batch);
		subject.now += 23 * 3_600_000;
		await subject.uploads.sweep();
		expect(await subject.uploads.shown(batch, sender)).not.toBeNull();
		subject.now += 2 * 3_600_000;
		expect(await subject.uploads.shown(batch, sender)).toBeNull();
		await subject.uploads.sweep();
		expect(await subject.db.selectFrom('upload_file').selectAll().execute()).toEqual([]);
		expect(waiting()).toEqual([]);
		const rows = await subject.db.selectFrom('audit_row').select('body').orderBy('seq').execute();
		expect(rows.map((row) => JSON.parse(row.body) as object)).toMatchObject([
			{ kind: 'upload-refused', code: 'not-dicom', files: 1, who: 'system' },
			{ kind: 'upload-forgotten', because: 'expired', files: 1 },
		]);
		expect(rows.map((row) => row.body).join()).not.toMatch(/สมชาย|HN-0001/);
	});

	it(`${peer.name}: a process that ended while reading and filing goes on`, async () => {
		await start();
		const { batch, ids } = await subject.send([1, 2].map((n) => ({ name: `${n}`, bytes: file(n) })));
		await subject.settled(batch);
		await subject.stop();
		await subject.db.updateTable('upload_file').set({ state: 'reading' }).where('id', '=', ids[0]!).execute();
		await subject.db.updateTable('upload_file').set({ state: 'filing' }).where('id', '=', ids[1]!).execute();
		await subject.start();
		const shown = await subject.settled(batch);
		expect(shown.counts).toEqual({ waiting: 1, stored: 1 });
	});

	it(`${peer.name}: finds patients of the hospital only, by name and number`, async () => {
		await start();
		await putHospital(subject.db, {
			...{ hcode: '99001', hcode9: null, nameTh: 'รพ.ก', nameEn: 'A', institutions: [] },
		});
		const ingest = (bytes: Uint8Array, owner: string) =>
			subject.studies.ingest(bytes, { expectedStudy: null, actor: 't', owner }, AbortSignal.timeout(60_000));
		await ingest(file(1), '99001');
		await ingest(file(2, {}, '2.25.94'), '99001');
		await ingest(file(3, patient('HN-0009', 'ใจดี^สมหญิง', '19800101'), '2.25.95'), '99002');
		const found = async (words: string) =>
			(await subject.uploads.findPatients(sender, words)).map((one) => [one.patient.name, one.studies]);
		expect(await found('สมชาย')).toEqual([['สมชาย ใจดี', 2]]);
		expect(await found('HN-00')).toEqual([['สมชาย ใจดี', 2]]);
		expect(await found('นายสมชาย ใจดี')).toEqual([['สมชาย ใจดี', 2]]);
		expect(await found('สมหญิง')).toEqual([]);
		expect(await found('%')).toEqual([]);
	});
});

describe('hostile files through the upload (threat-11)', () => {
	const peer = databases[0]!();
	let subject: UploadSubject;
	beforeAll(async () => {
		await peer.start();
		subject = new UploadSubject(await peer.open());
		await subject.start();
	});
	afterAll(async () => {
		await subject.remove();
		await peer.stop();
	});

	it('each is refused with a code or kept as text; every good neighbour arrives', async () => {
		const hostile = hostileFiles().filter((one) => one.bytes.length < 10_000_000);
		const good = file(1);
		const { batch, ids } = await subject.send([
			...hostile.map(({ name, bytes }) => ({ name: `${name}.dcm`, bytes })),
			{ name: 'good', bytes: good },
		]);
		const done = await subject.confirmAll(batch);
		for (const one of done.files) {
			expect(one.state, one.name ?? one.id).toMatch(/^(stored|already-there|refused)$/);
			if (one.state === 'refused') expect(one.code).toMatch(/^[a-z0-9-]+$/);
		}
		expect(done.files.find((one) => one.id === ids.at(-1))?.state).toBe('stored');
		for (const { name, expect: wanted } of hostile) {
			const index = hostile.findIndex((one) => one.name === name);
			// Good structure with impossible pixels is kept and refused on screen; what can't be read is refused here.
			if (wanted === 'harmless') expect(done.files[index]?.state, name).not.toBe('refused');
		}
		expect(readdirSync(join(subject.folder, 'uploads'))).toEqual([]);
		await subject.end(batch);
	});

	it('file names that mean harm stay text and touch no path (threat-10)', async () => {
		const names = [...Object.values(payloads), '../../x', '/etc/passwd', 'C:\\x', '..', '.'];
		const { batch } = await subject.send(
			names.map((name) => ({ name: name.slice(0, 200), bytes: text('x') })),
		);
		const shown = await subject.settled(batch);
		expect(shown.counts).toEqual({ refused: names.length });
		for (const one of shown.files) expect(one.name).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
		expect(readdirSync(join(subject.folder, 'uploads'))).toEqual([]);
	});
});
