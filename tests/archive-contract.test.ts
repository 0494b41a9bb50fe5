/**
 * One suite for every archive: what holds for the embedded one holds for a real DICOMweb archive (Orthanc), so nothing above
 * the port needs to know which it has.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../src/lib/base/clock.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '../src/lib/dicom/uid.ts';
import { EmbeddedArchive } from '../src/lib/server/archive/embedded-archive.ts';
import type { Archive, InstanceRef } from '../src/lib/server/archive/port.ts';
import { UpstreamArchive } from '../src/lib/server/archive/upstream/upstream-archive.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import { part10File } from './fixtures/part10-file.ts';
import { startOrthanc } from './peers/orthanc.ts';

interface Subject {
	readonly archive: Archive;
	/** The same archive after its process was restarted. */
	reopen(): Promise<Archive>;
	stop(): Promise<void>;
}

const subjects: readonly { name: string; start: () => Promise<Subject> }[] = [
	{ name: 'embedded', start: startEmbedded },
	{ name: 'Orthanc over DICOMweb', start: startUpstream },
];

const signal = AbortSignal.timeout(120_000);

describe.each(subjects)('archive: $name', ({ start }) => {
	let subject: Subject;
	let archive: Archive;
	beforeAll(async () => {
		subject = await start();
		archive = subject.archive;
	});
	afterAll(() => subject.stop());

	test('answers that it is there', async () => {
		expect(await archive.check(signal)).toEqual({ ok: true, value: null });
	});

	test('gives back the same bytes that were stored', async () => {
		const { ref, bytes } = sample(1, 1);
		expect(await archive.store(ref, bytes, signal)).toEqual({ kind: 'stored' });
		const opened = await archive.open(ref, signal);
		if (!opened.ok) throw new Error(opened.reason);
		expect(await readFile(opened.value.path)).toEqual(Buffer.from(bytes));
		expect(opened.value.size).toBe(bytes.byteLength);
		expect(opened.value.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
		await opened.value.close();
	});

	test('says already there to the same bytes again, and keeps one', async () => {
		const { ref, bytes } = sample(2, 1);
		expect(await archive.store(ref, bytes, signal)).toEqual({ kind: 'stored' });
		expect(await archive.store(ref, bytes, signal)).toEqual({ kind: 'already-there' });
		const listed = await archive.listInstances(ref.study, signal);
		expect(listed).toEqual({ ok: true, value: [ref] });
	});

	test('refuses other bytes under a UID that it holds, and keeps the first', async () => {
		const { ref, bytes } = sample(3, 1);
		const other = part10File({ ...ref, text: 'other' });
		await archive.store(ref, bytes, signal);
		expect(await archive.store(ref, other, signal)).toEqual({ kind: 'conflict' });
		const opened = await archive.open(ref, signal);
		if (!opened.ok) throw new Error(opened.reason);
		expect(await readFile(opened.value.path)).toEqual(Buffer.from(bytes));
		await opened.value.close();
	});

	test('stores one of two that arrive at once under one UID', async () => {
		const { ref, bytes } = sample(4, 1);
		const other = part10File({ ...ref, text: 'other' });
		const kinds = (
			await Promise.all([archive.store(ref, bytes, signal), archive.store(ref, other, signal)])
		).map((outcome) => outcome.kind);
		expect(kinds.sort()).toEqual(['conflict', 'stored']);
	});

	test('lists the instances of a study, and studies in pages without loss or repeat', async () => {
		for (let study = 10; study < 15; study += 1)
			for (let number = 1; number <= 3; number += 1) {
				const { ref, bytes } = sample(study, number);
				await archive.store(ref, bytes, signal);
			}
		const { ref } = sample(12, 1);
		const listed = await archive.listInstances(ref.study, signal);
		expect(listed.ok && listed.value.map((one) => one.instance).sort()).toEqual(
			[1, 2, 3].map((number) => sample(12, number).ref.instance).sort(),
		);
		const seen: StudyUid[] = [];
		for (let offset = 0; ; offset += 2) {
			const page = await archive.listStudies({ offset, limit: 2 }, signal);
			if (!page.ok) throw new Error(page.reason);
			seen.push(...page.value);
			if (page.value.length < 2) break;
		}
		expect(new Set(seen).size).toBe(seen.length);
		for (let study = 10; study < 15; study += 1) expect(seen).toContain(sample(study, 1).ref.study);
	});

	test('knows nothing of an unknown study or instance, nor of a known instance under another study', async () => {
		const { ref, bytes } = sample(20, 1);
		await archive.store(ref, bytes, signal);
		const unknown = sample(99, 1).ref;
		expect(await archive.listInstances(unknown.study, signal)).toEqual({ ok: true, value: [] });
		expect(await archive.open(unknown, signal)).toEqual({ ok: false, reason: 'not-found' });
		const elsewhere = await archive.open({ ...ref, study: sample(10, 1).ref.study }, signal);
		expect(elsewhere).toEqual({ ok: false, reason: 'not-found' });
	});

	test('still has everything after a restart', async () => {
		const { ref, bytes } = sample(30, 1);
		await archive.store(ref, bytes, signal);
		archive = await subject.reopen();
		const opened = await archive.open(ref, signal);
		if (!opened.ok) throw new Error(opened.reason);
		expect(await readFile(opened.value.path)).toEqual(Buffer.from(bytes));
		await opened.value.close();
		expect(await archive.store(ref, bytes, signal)).toEqual({ kind: 'already-there' });
	});
});

function sample(study: number, number: number): { ref: InstanceRef; bytes: Uint8Array } {
	const ref: InstanceRef = {
		study: `2.25.7001.${study}` as StudyUid,
		series: `2.25.7001.${study}.1` as SeriesUid,
		instance: `2.25.7001.${study}.1.${number}` as InstanceUid,
	};
	return { ref, bytes: part10File({ ...ref, text: 'first', number }) };
}

async function startEmbedded(): Promise<Subject> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-embedded-'));
	const db = await openDatabase({ dataDir: folder, databaseUrl: null });
	const open = () => EmbeddedArchive.open({ db, folder: join(folder, 'archive'), now: systemClock });
	return {
		archive: await open(),
		reopen: open,
		stop: async () => {
			await db.destroy();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function startUpstream(): Promise<Subject> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-upstream-'));
	const orthanc = await startOrthanc();
	const open = () =>
		UpstreamArchive.open({
			root: orthanc.root,
			auth: { kind: 'basic', user: orthanc.user, password: orthanc.password },
			timeoutMs: 20_000,
			cacheFolder: join(folder, 'cache'),
			cacheBytes: 10_000,
			maxInstanceBytes: 50_000_000,
		});
	return {
		archive: await open(),
		reopen: open,
		stop: async () => {
			await orthanc.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
