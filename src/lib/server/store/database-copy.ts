/** The whole database in one file, as it stood at one moment, while others go on writing: SQLite's own online backup, or pg_dump. */
import { execFile } from 'node:child_process';
import { copyFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { promisify } from 'node:util';
import type { StoreConfig } from './open-database.ts';

const run = promisify(execFile);
export const sqliteName = 'hub.sqlite';
const dumpName = 'hub.dump';

/** Where PostgreSQL's own tools are; '' finds them by PATH. */
export type ToolFolder = string;

/** Returns the file's name in the folder. */
export async function copyDatabase(place: StoreConfig, folder: string, tools: ToolFolder): Promise<string> {
	if (place.databaseUrl !== null) {
		const args = ['--format=custom', '--no-owner', `--file=${join(folder, dumpName)}`];
		await run(join(tools, 'pg_dump'), [...args, `--dbname=${place.databaseUrl}`]);
		return dumpName;
	}
	const source = new DatabaseSync(join(place.dataDir, sqliteName), { readOnly: true });
	try {
		await backup(source, join(folder, sqliteName));
	} finally {
		source.close();
	}
	return sqliteName;
}

/** Into a place that has no database yet. */
export async function putDatabase(place: StoreConfig, file: string, tools: ToolFolder): Promise<void> {
	if (place.databaseUrl !== null) {
		await run(join(tools, 'pg_restore'), [
			'--no-owner',
			'--exit-on-error',
			'--single-transaction',
			`--dbname=${place.databaseUrl}`,
			file,
		]);
		return;
	}
	await copyFile(file, join(place.dataDir, sqliteName));
}

/** A restore never writes over what is there. */
export async function hasDatabase(place: StoreConfig): Promise<boolean> {
	if (place.databaseUrl !== null) return false; // pg_restore itself stops at the first table that is there
	try {
		return (await stat(join(place.dataDir, sqliteName))).size > 0;
	} catch {
		return false;
	}
}
