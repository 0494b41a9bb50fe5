import { createHash } from 'node:crypto';
import {
	appendFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import { EmbeddedArchive } from '#lib/server/archive/embedded-archive.ts';
import { verify } from '#lib/server/audit/verify.ts';
import { hubKeys } from '#lib/server/identity/hub-keys.ts';
import { createShareLink } from '#lib/server/identity/share-link.ts';
import { staffOf } from '#lib/server/identity/staff-session.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { StoreConfig } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { postgresTools } from '../../../../../tests/peers/postgres.ts';
import { openStaff } from '../../../../../tests/staff.ts';
import { makeBackup } from './make-backup.ts';
import { restoreBackup } from './restore-backup.ts';

const root = mkdtempSync(join(tmpdir(), 'hub-backup-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const study = studyUid('1.2.3') as StudyUid;
const ref = (n: number) => ({
	study,
	series: seriesUid('1.2.3.1') as SeriesUid,
	instance: instanceUid(`1.2.3.1.${n}`) as InstanceUid,
});
const bytesOf = (n: number): Buffer => createHash('sha512').update(`original ${n}`).digest();
const actor = (now: number) => ({ who: 'operator', from: null, requestId: null, now });
const now = Date.now();

const peers = databases.map((make) => make());

describe.each(peers)('backup on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	const tools = peer.name === 'postgres' ? postgresTools() : '';
	let made = 0;
	const place = async (): Promise<StoreConfig> => {
		const { databaseUrl } = await peer.place();
		const dataDir = join(root, `${peer.name}-${++made}`);
		mkdirSync(dataDir, { recursive: true });
		return { dataDir, databaseUrl };
	};

	async function settled(
		at: StoreConfig,
	): Promise<{ db: Database; archive: EmbeddedArchive; token: string; link: string }> {
		const db = await openDatabase(at);
		const archive = await EmbeddedArchive.open({ db, folder: join(at.dataDir, 'archive'), now: () => now });
		for (let n = 1; n <= 5; n++) await archive.store(ref(n), bytesOf(n));
		writeFileSync(join(at.dataDir, 'hub.key'), 'k'.repeat(43));
		mkdirSync(join(at.dataDir, 'made'));
		writeFileSync(join(at.dataDir, 'made', 'again'), 'made again');
		const order = {
			studies: [study],
			rights: ['view'],
			target: null,
			lifetimeMs: 3_600_000,
			maxUses: null,
		} as const;
		const link = await createShareLink(db, order, actor(now));
		if (!link.ok) throw new Error(link.reason);
		const { token } = await openStaff(db, hubKeys(Buffer.alloc(32, 1)), 'specialist', { now });
		return { db, archive, token, link: link.value.id };
	}

	it('threat-25: a restore reproduces the audit head and every original to the byte, and nobody is signed in', async () => {
		const from = await place();
		const { db, token, link } = await settled(from);
		expect(await staffOf(db, token, now)).not.toBeNull();
		const to = join(root, `${peer.name}-set`);
		const note = await makeBackup({ ...from, to, tools, now });
		// What happens after the backup isn't in it.
		await createShareLink(
			db,
			{ studies: [study], rights: ['view'], target: null, lifetimeMs: 1000, maxUses: null },
			actor(now),
		);
		await db.destroy();

		const target = await place();
		const restored = await restoreBackup({ ...target, from: to, tools, keepLinks: false, now: now + 5 });
		expect(restored).toMatchObject({ ok: true, value: { head: note.head, sessionsEnded: 1, linksEnded: 1 } });
		const after = await openDatabase(target);
		const verdict = await verify(after, note.head);
		expect(verdict).toMatchObject({ kind: 'whole', head: { seq: note.head.seq + 1 } });
		const last = await after
			.selectFrom('audit_row')
			.select('body')
			.orderBy('seq', 'desc')
			.executeTakeFirstOrThrow();
		expect(JSON.parse(last.body)).toMatchObject({
			kind: 'backup-restored',
			throughSeq: note.head.seq,
			throughHash: note.head.hash,
		});
		expect(await staffOf(after, token, now + 10)).toBeNull();
		expect(
			(
				await after
					.selectFrom('share_link')
					.select('revoked_at')
					.where('id', '=', link)
					.executeTakeFirstOrThrow()
			).revoked_at,
		).toBe(now + 5);
		const archive = await EmbeddedArchive.open({
			db: after,
			folder: join(target.dataDir, 'archive'),
			now: () => now,
		});
		for (let n = 1; n <= 5; n++) {
			const opened = await archive.open(ref(n));
			if (!opened.ok) throw new Error(opened.reason);
			expect(readFileSync(opened.value.path).equals(bytesOf(n))).toBe(true);
			expect(opened.value.sha256).toBe(createHash('sha256').update(bytesOf(n)).digest('hex'));
		}
		expect(readFileSync(join(target.dataDir, 'hub.key'), 'utf8')).toBe('k'.repeat(43));
		expect(existsSync(join(target.dataDir, 'made'))).toBe(false);
		await after.destroy();
	});

	it('threat-25: a changed original, a missing one and a changed database are noticed', async () => {
		const from = await place();
		const { db } = await settled(from);
		await db.destroy();
		const archived = (set: string): string => {
			const [file] = readdirSync(join(set, 'files', 'archive'), { recursive: true, encoding: 'utf8' }).filter(
				(name) => name.endsWith('.dcm'),
			);
			return join(set, 'files', 'archive', file!);
		};
		const harms: [string, (set: string) => void][] = [
			['damaged', (set) => appendFileSync(archived(set), 'x')],
			[
				'damaged',
				(set) => appendFileSync(join(set, peer.name === 'postgres' ? 'hub.dump' : 'hub.sqlite'), 'x'),
			],
			['damaged', (set) => appendFileSync(join(set, 'files.ndjson'), '\n')],
			['no-backup', (set) => rmSync(join(set, 'backup.json'))],
		];
		for (const [reason, harm] of harms) {
			const set = join(root, `${peer.name}-harm-${made}`);
			await makeBackup({ ...from, to: set, tools, now });
			harm(set);
			const restored = await restoreBackup({ ...(await place()), from: set, tools, keepLinks: false, now });
			expect(restored).toEqual({ ok: false, reason });
		}
	});

	it('writes over nothing, and keeps links when told', async () => {
		const from = await place();
		const { db, link } = await settled(from);
		await db.destroy();
		const set = join(root, `${peer.name}-keep`);
		await makeBackup({ ...from, to: set, tools, now });
		await expect(makeBackup({ ...from, to: set, tools, now })).rejects.toThrow('EEXIST');
		expect(await restoreBackup({ ...from, from: set, tools, keepLinks: true, now })).toEqual({
			ok: false,
			reason: 'not-empty',
		});
		const target = await place();
		expect((await restoreBackup({ ...target, from: set, tools, keepLinks: true, now })).ok).toBe(true);
		const after = await openDatabase(target);
		expect(
			(
				await after
					.selectFrom('share_link')
					.select('revoked_at')
					.where('id', '=', link)
					.executeTakeFirstOrThrow()
			).revoked_at,
		).toBeNull();
		await after.destroy();
	});
});
