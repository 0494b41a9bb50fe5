/** A DICOMweb archive behind us: a real one (Orthanc), and one that lies. */
import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StudyManifest } from '../src/lib/archive/manifest.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '../src/lib/dicom/uid.ts';
import type { Match, StudyKey } from '../src/lib/server/archive/catalogue/catalogue.ts';
import type { InstanceRef } from '../src/lib/server/archive/port.ts';
import { createStudyService } from '../src/lib/server/archive/studies/study-service.ts';
import type { StudyService } from '../src/lib/server/archive/studies/study-service.ts';
import { UpstreamArchive } from '../src/lib/server/archive/upstream/upstream-archive.ts';
import type { UpstreamAuth } from '../src/lib/server/archive/upstream/upstream-http.ts';
import { createPixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { Database } from '../src/lib/server/store/schema.ts';
import { part10File } from './fixtures/part10-file.ts';
import type { OrthancPeer } from './peers/orthanc.ts';
import { startOrthanc } from './peers/orthanc.ts';

const signal = AbortSignal.timeout(170_000);
let pool: PixelPool;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(() => {
	pool = createPixelPool({ size: 1 });
});
afterEach(async () => {
	for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => pool.close());

async function hubOver(
	root: string,
	auth: UpstreamAuth,
	timeoutMs = 20_000,
	cacheBytes = 1_000_000,
): Promise<{ service: StudyService; db: Database }> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-over-'));
	const db = await openDatabase({ dataDir: folder, databaseUrl: null });
	const archive = await UpstreamArchive.open({
		root,
		auth,
		timeoutMs,
		cacheFolder: join(folder, 'upstream'),
		cacheBytes,
		maxInstanceBytes: 1_000_000,
	});
	const service = await createStudyService({
		db,
		now: Date.now,
		dataDir: folder,
		archive,
		pool,
		maxInstanceBytes: 1_000_000,
		madeBytes: 1_000_000,
		pollSeconds: 0,
		patienceMs: 20_000,
		changed: () => undefined,
	});
	await service.start(signal);
	closers.push(async () => {
		await service.close();
		await db.destroy();
		rmSync(folder, { recursive: true, force: true });
	});
	return { service, db };
}

describe('over Orthanc', () => {
	let orthanc: OrthancPeer;
	beforeAll(async () => {
		orthanc = await startOrthanc();
	});
	afterAll(() => orthanc.stop());

	const hub = () => hubOver(orthanc.root, { kind: 'basic', user: orthanc.user, password: orthanc.password });

	test('a study that others stored is there when it is asked for, under its Thai name', async () => {
		for (const number of [1, 2, 3]) await storeAt(orthanc, part10File({ ...refOf(1, number), number }));
		const { service } = await hub();
		const manifest = await manifestOf(service, refOf(1, 1).study);
		expect(manifest?.patient.name.text).toBe('สมชาย ใจดี');
		expect(manifest?.series[0]?.instances).toHaveLength(3);
		expect(manifest?.series[0]?.instances[0]).toMatchObject({ kind: 'image', refused: null });
		const found = await service.catalogue.searchStudies({
			within: { kind: 'all' },
			keys: new Map<StudyKey, Match>([['PatientName', { kind: 'name', text: 'สมช', fuzzy: false }]]),
			offset: 0,
			limit: 10,
		});
		expect(found.map((row) => row.study)).toEqual([refOf(1, 1).study]);
	});

	test('what we take in is in the archive, whole', async () => {
		const { service } = await hub();
		const ref = refOf(2, 1);
		const bytes = part10File(ref);
		expect(
			(await service.ingest(bytes, { expectedStudy: null, actor: 'system', owner: null }, signal)).kind,
		).toBe('stored');
		const other = part10File({ ...ref, text: 'other' });
		expect(
			await service.ingest(other, { expectedStudy: null, actor: 'system', owner: null }, signal),
		).toMatchObject({
			code: 'conflict',
		});
		const { service: second } = await hub();
		expect((await manifestOf(second, ref.study))?.series[0]?.instances).toHaveLength(1);
	});

	test('a study that the archive has not is unknown', async () => {
		const { service } = await hub();
		expect(await manifestOf(service, refOf(77, 1).study)).toBeNull();
	});

	test('with a wrong password nothing is there, and it says so', async () => {
		const { service } = await hubOver(orthanc.root, { kind: 'basic', user: orthanc.user, password: 'wrong' });
		expect(await service.archive.check(signal)).toEqual({ ok: false, reason: 'refused-by-archive' });
		expect(await service.manifest(refOf(1, 1).study, signal)).toEqual({
			ok: false,
			reason: 'refused-by-archive',
		});
	});
});

describe('over an archive that lies', () => {
	test('threat-3 no address from its answers is ever asked', async () => {
		const canary = await listen((_, response) => response.end());
		const evil = `http://127.0.0.1:${canary.port}`;
		const ref = refOf(5, 1);
		const archive = await listen((request, response) => {
			if (request.url?.startsWith('/dicom-web/studies/2.25.73.6') === true)
				return void response.writeHead(302, { location: `${evil}/stolen` }).end();
			if (request.url?.includes('/instances?') === true) {
				json(response, [
					{
						...row(ref),
						'00081190': { vr: 'UR', Value: [`${evil}/retrieve`] },
						'7FE00010': { vr: 'OW', BulkDataURI: `${evil}/bulk` },
						'00081199': { vr: 'SQ', Value: [{ '00081190': { vr: 'UR', Value: [`${evil}/item`] } }] },
					},
				]);
				return;
			}
			if (request.url?.includes('/instances/') === true) {
				part(response, part10File(ref));
				return;
			}
			json(response, [{ ...row(ref), '00081190': { vr: 'UR', Value: [evil] } }]);
		});
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}/dicom-web`, {
			kind: 'bearer',
			token: 'hush',
		});
		expect(await service.archive.listStudies({ offset: 0, limit: 5 }, signal)).toEqual({
			ok: true,
			value: [ref.study],
		});
		expect((await manifestOf(service, ref.study))?.series).toHaveLength(1);
		for await (const header of service.catalogue.datasets(ref.study, null, null))
			expect(JSON.stringify(header)).not.toContain(evil);
		expect(await service.manifest(refOf(6, 1).study, signal)).toEqual({
			ok: false,
			reason: 'refused-by-archive',
		});
		expect(canary.requests).toEqual([]);
		expect(archive.requests.every((request) => request.headers.authorization === 'Bearer hush')).toBe(true);
	});

	test('threat-23 a file that is not the one asked for is not believed', async () => {
		const ref = refOf(7, 1);
		const archive = await listen((request, response) => {
			if (request.url?.includes('/instances/') === true) {
				part(response, part10File(refOf(8, 1)));
				return;
			}
			json(response, [row(ref)]);
		});
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}`, { kind: 'none' });
		expect(await manifestOf(service, ref.study)).toBeNull();
		expect(await manifestOf(service, refOf(8, 1).study)).toBeNull();
	});

	test('other bytes under a UID that we have catalogued are not shown as the old ones', async () => {
		const ref = refOf(12, 1);
		let text = 'first';
		const archive = await listen((request, response) => {
			if (request.url?.includes('/instances/') === true) part(response, part10File({ ...ref, text }));
			else json(response, [row(ref)]);
		});
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}`, { kind: 'none' }, 20_000, 10);
		await manifestOf(service, ref.study);
		text = 'changed';
		// The cache of originals holds next to nothing here, so that the second look fetches again.
		await service.open(refOf(12, 2), signal);
		expect(await service.open(ref, signal)).toEqual({ ok: false, reason: 'unavailable' });
	});

	test.each<[string, (response: ServerResponse) => void, string]>([
		['never answers', () => undefined, 'unavailable'],
		['fails', (response) => void response.writeHead(500).end(), 'unavailable'],
		['answers with another kind of thing', (response) => void response.end('<html>'), 'unavailable'],
		['forbids', (response) => void response.writeHead(403).end(), 'refused-by-archive'],
	])('one that %s', async (_, answer, reason) => {
		const archive = await listen((_request, response) => answer(response));
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}`, { kind: 'none' }, 300);
		expect(await service.archive.check(signal)).toEqual({ ok: false, reason });
	});

	test('a file larger than the limit, or cut short, is not kept', async () => {
		const ref = refOf(9, 1);
		let body: Uint8Array = new Uint8Array(2_000_000);
		let end = '\r\n--b--';
		const archive = await listen((_, response) => part(response, body, end));
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}`, { kind: 'none' });
		expect(await service.open(ref, signal)).toEqual({ ok: false, reason: 'too-large' });
		body = part10File(ref);
		end = '';
		expect(await service.open(ref, signal)).toEqual({ ok: false, reason: 'unavailable' });
		end = '\r\n--b--';
		const opened = await service.open(ref, signal);
		expect(opened.ok && opened.value.size).toBe(body.byteLength);
		if (opened.ok) await opened.value.close();
	});

	test('an archive that ignores the page asked for does not keep us busy for ever', async () => {
		const rows = Array.from({ length: 1000 }, (_, index) => row(refOf(10, index + 1)));
		const archive = await listen((_, response) => json(response, rows));
		const { service } = await hubOver(`http://127.0.0.1:${archive.port}`, { kind: 'none' });
		const listed = await service.archive.listInstances(refOf(10, 1).study, signal);
		expect(listed.ok && listed.value.length).toBe(1000);
		expect(archive.requests).toHaveLength(2);
	});
});

interface Listening {
	readonly port: number;
	readonly requests: IncomingMessage[];
}

async function listen(
	answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<Listening> {
	const requests: IncomingMessage[] = [];
	const server: Server = createServer((request, response) => {
		requests.push(request);
		answer(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	closers.push(async () => {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
	return { port: (server.address() as AddressInfo).port, requests };
}

function json(response: ServerResponse, value: unknown): void {
	response.writeHead(200, { 'content-type': 'application/dicom+json' }).end(JSON.stringify(value));
}

function part(response: ServerResponse, bytes: Uint8Array, end = '\r\n--b--'): void {
	response.writeHead(200, {
		'content-type':
			'multipart/related; type="application/dicom; transfer-syntax=1.2.840.10008.1.2.1"; boundary="b"',
	});
	response.write('--b\r\nContent-Type: application/dicom\r\n\r\n');
	response.write(bytes);
	response.end(end);
}

function row(ref: InstanceRef): Record<string, unknown> {
	return {
		'0020000D': { vr: 'UI', Value: [ref.study] },
		'0020000E': { vr: 'UI', Value: [ref.series] },
		'00080018': { vr: 'UI', Value: [ref.instance] },
	};
}

async function manifestOf(service: StudyService, study: StudyUid): Promise<StudyManifest | null> {
	const prepared = await service.manifest(study, signal);
	if (!prepared.ok) throw new Error(prepared.reason);
	return prepared.value === null
		? null
		: v.parse(StudyManifest, JSON.parse(prepared.value.json.toString('utf8')));
}

async function storeAt(orthanc: OrthancPeer, bytes: Uint8Array): Promise<void> {
	const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
	const answer = await fetch(`${orthanc.rest}/instances`, {
		method: 'POST',
		headers: { authorization },
		body: new Uint8Array(bytes),
	});
	if (!answer.ok) throw new Error('Orthanc refused');
}

function refOf(study: number, number: number): InstanceRef {
	return {
		study: `2.25.73.${study}` as StudyUid,
		series: `2.25.73.${study}.1` as SeriesUid,
		instance: `2.25.73.${study}.1.${number}` as InstanceUid,
	};
}
