import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AuditHead } from '#lib/server/audit/append.ts';
import { verify } from '#lib/server/audit/verify.ts';
import { hasDatabase, putDatabase } from '#lib/server/store/database-copy.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { StoreConfig } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import {
	BackupNote,
	ListedFile,
	copyListed,
	filesFolder,
	listName,
	noteName,
	sha256Of,
} from './backup-set.ts';

export interface RestoreOrder extends StoreConfig {
	readonly from: string;
	readonly tools: string;
	/** Links that were alive then are alive again, also those revoked since: only when nothing else will do. */
	readonly keepLinks: boolean;
	readonly now: number;
}

export interface Restored {
	readonly head: AuditHead;
	readonly files: number;
	readonly sessionsEnded: number;
	readonly linksEnded: number;
}

export type RestoreReason =
	/** The target holds data already. */
	| 'not-empty'
	/** No backup, or not a whole one. */
	| 'no-backup'
	/** A file isn't as it was backed up. */
	| 'damaged'
	/** The chain in it is broken, or isn't the one that was backed up. */
	| 'audit-broken'
	/** The database names an original that isn't in the backup. */
	| 'original-missing';

/**
 * Puts a backup back into an empty place and proves it before anybody uses it. What was ended after the backup was made can't be
 * known, so nobody's session and (unless asked) no link survives: people sign in and make links anew.
 */
export async function restoreBackup(order: RestoreOrder): Promise<Result<Restored, RestoreReason>> {
	const note = await readNote(order.from);
	if (note === null) return err('no-backup');
	if ((await hasDatabase(order)) || !(await isEmpty(order.dataDir))) return err('not-empty');
	if (!(await isAsNoted(order.from, note))) return err('damaged');
	const originals = await putFiles(order);
	if (originals === null) return err('damaged');
	await putDatabase(order, join(order.from, note.database), order.tools);
	const db = await openDatabase(order);
	try {
		if ((await verify(db, note.head)).kind !== 'whole') return err('audit-broken');
		const archived = await db.selectFrom('archived_file').select('sha256').distinct().execute();
		if (!archived.every((row) => originals.has(row.sha256))) return err('original-missing');
		const ended = await endWhatWasOpen(db, note, order);
		return ok({ head: note.head, files: note.files, ...ended });
	} finally {
		await db.destroy();
	}
}

async function readNote(folder: string): Promise<BackupNote | null> {
	try {
		const text = await readFile(join(folder, noteName), 'utf8');
		const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), BackupNote), text);
		return parsed.success ? parsed.output : null;
	} catch {
		return null;
	}
}

async function isEmpty(folder: string): Promise<boolean> {
	await mkdir(folder, { recursive: true, mode: 0o700 });
	return (await readdir(folder)).length === 0;
}

async function isAsNoted(folder: string, note: BackupNote): Promise<boolean> {
	return (
		(await sha256Of(join(folder, listName))) === note.listSha256 &&
		(await sha256Of(join(folder, note.database))) === note.databaseSha256
	);
}

/** The hashes of what was put back; null as soon as one file isn't what the list says. */
async function putFiles({ from, dataDir }: RestoreOrder): Promise<ReadonlySet<string> | null> {
	const source = join(from, filesFolder);
	const hashes = new Set<string>();
	const lines = createInterface({ input: createReadStream(join(from, listName)) });
	for await (const line of lines) {
		const listed = v.parse(v.pipe(v.string(), v.parseJson(), ListedFile), line);
		// The list is hashed in backup.json, which anybody who holds the folder can rewrite: no path may lead out of it.
		if (listed.path.split('/').includes('..') || listed.path.startsWith('/')) return null;
		const copied = await copyListed(join(source, listed.path), source, dataDir);
		if (copied.sha256 !== listed.sha256) return null;
		hashes.add(copied.sha256);
	}
	return hashes;
}

async function endWhatWasOpen(
	db: Database,
	note: BackupNote,
	{ keepLinks, now }: RestoreOrder,
): Promise<{ sessionsEnded: number; linksEnded: number }> {
	return transaction(db, async (trx) => {
		const guests = await trx
			.updateTable('guest_session')
			.set({ ended_at: now })
			.where('ended_at', 'is', null)
			.executeTakeFirst();
		const staff = await trx
			.updateTable('staff_session')
			.set({ ended_at: now })
			.where('ended_at', 'is', null)
			.executeTakeFirst();
		const links = keepLinks
			? null
			: await trx
					.updateTable('share_link')
					.set({ revoked_at: now })
					.where('revoked_at', 'is', null)
					.where('expires_at', '>', now)
					.executeTakeFirst();
		const linksEnded = Number(links?.numUpdatedRows ?? 0n);
		const { seq: throughSeq, hash: throughHash } = note.head;
		const what = { kind: 'backup-restored', throughSeq, throughHash, linksEnded } as const;
		await append(trx, { ...what, who: 'operator', from: null, requestId: null }, now);
		return { sessionsEnded: Number(guests.numUpdatedRows + staff.numUpdatedRows), linksEnded };
	});
}
