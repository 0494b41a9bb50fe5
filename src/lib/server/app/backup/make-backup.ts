import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { auditHead } from '#lib/server/audit/head.ts';
import { copyDatabase } from '#lib/server/store/database-copy.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { StoreConfig } from '#lib/server/store/open-database.ts';
import { copyListed, dataFiles, filesFolder, listName, noteName, sha256Of } from './backup-set.ts';
import type { BackupNote } from './backup-set.ts';

export interface BackupOrder extends StoreConfig {
	/** A folder that isn't there yet. */
	readonly to: string;
	/** Where pg_dump is; '' finds it by PATH. */
	readonly tools: string;
	readonly now: number;
}

/** While the server runs. Throws when anything can't be read or written: half a backup has no `backup.json`. */
export async function makeBackup(order: BackupOrder): Promise<BackupNote> {
	const { dataDir, to } = order;
	await mkdir(to, { mode: 0o700 });
	// Before the copy: the copied chain passes through this head, however much is appended meanwhile.
	const db = await openDatabase(order);
	const head = await auditHead(db);
	await db.destroy();
	const database = await copyDatabase(order, to, order.tools);
	const target = join(to, filesFolder);
	await mkdir(target, { mode: 0o700 });
	const list = await open(join(to, listName), 'wx', 0o600);
	const listHash = createHash('sha256');
	let [files, bytes] = [0, 0];
	try {
		for await (const path of dataFiles(dataDir)) {
			const copied = await copyListed(path, dataDir, target);
			const line = `${JSON.stringify(copied)}\n`;
			listHash.update(line);
			await list.write(line);
			files++;
			bytes += copied.size;
		}
		await list.sync();
	} finally {
		await list.close();
	}
	const note: BackupNote = {
		version: 1,
		madeAt: order.now,
		database: database === 'hub.dump' ? 'hub.dump' : 'hub.sqlite',
		databaseSha256: await sha256Of(join(to, database)),
		head,
		files,
		bytes,
		listSha256: listHash.digest('hex'),
	};
	const file = await open(join(to, noteName), 'wx', 0o600);
	await file.writeFile(`${JSON.stringify(note, null, '\t')}\n`);
	await file.sync();
	await file.close();
	return note;
}
