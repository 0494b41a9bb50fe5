/**
 * A backup is a folder: the database as of one moment, every file that can't be made again, a list of those with their SHA-256,
 * and `backup.json`, which names the audit's head and the hashes of the list and of the database. Files are copied after the
 * database: they are written before their rows, so whatever a row names is among them.
 */
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as v from 'valibot';

const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const BackupNote = v.object({
	version: v.literal(1),
	madeAt: v.number(),
	database: v.picklist(['hub.sqlite', 'hub.dump']),
	databaseSha256: Hash,
	head: v.object({ seq: v.number(), hash: Hash }),
	files: v.number(),
	bytes: v.number(),
	listSha256: Hash,
});
export type BackupNote = v.InferOutput<typeof BackupNote>;

/** A line of the list; the path is below the data folder, with forward slashes. */
export const ListedFile = v.object({ path: v.string(), size: v.number(), sha256: Hash });
export type ListedFile = v.InferOutput<typeof ListedFile>;

export const noteName = 'backup.json';
export const listName = 'files.ndjson';
export const filesFolder = 'files';

/** Made again from the originals or fetched again; and the database, which is copied by itself. */
const leftOut = /^(derived|made|upstream)$|^hub\.sqlite/;

/** Every file below a data folder that belongs into a backup. */
export async function* dataFiles(dataDir: string): AsyncGenerator<string, void, undefined> {
	for (const entry of await readdir(dataDir, { withFileTypes: true })) {
		if (leftOut.test(entry.name)) continue;
		const path = join(dataDir, entry.name);
		if (entry.isFile()) yield path;
		else if (entry.isDirectory()) yield* filesBelow(path);
	}
}

async function* filesBelow(folder: string): AsyncGenerator<string, void, undefined> {
	for (const entry of await readdir(folder, { withFileTypes: true })) {
		const path = join(folder, entry.name);
		// Half-written files of stores under way.
		if (entry.name.startsWith('.') && entry.name.endsWith('.part')) continue;
		if (entry.isFile()) yield path;
		else if (entry.isDirectory()) yield* filesBelow(path);
	}
}

export async function sha256Of(path: string): Promise<string> {
	const hash = createHash('sha256');
	await pipeline(createReadStream(path), hash);
	return hash.digest('hex');
}

/** Copies and reads back: what is listed is what stands in the copy. */
export async function copyListed(from: string, below: string, to: string): Promise<ListedFile> {
	const path = relative(below, from).split(sep).join('/');
	const target = join(to, path);
	await mkdir(dirname(target), { recursive: true, mode: 0o700 });
	await copyFile(from, target, constants.COPYFILE_FICLONE);
	return { path, size: (await stat(target)).size, sha256: await sha256Of(target) };
}
