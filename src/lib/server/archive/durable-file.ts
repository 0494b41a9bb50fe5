/**
 * Writing a file so that a power cut leaves either nothing or all of it: temporary name, fsync, link to the final name, fsync
 * of the folder. `link` rather than `rename`, because it refuses to replace a file that another writer finished first.
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, open, rename, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type WriteOutcome = 'written' | 'exists';

export async function writeOnce(path: string, bytes: Uint8Array): Promise<WriteOutcome> {
	const temporary = await writeTemporary(path, bytes);
	try {
		await link(temporary, path);
	} catch (error) {
		if (errorCode(error) === 'EEXIST') return 'exists';
		throw error;
	} finally {
		await unlink(temporary);
	}
	await syncFolder(dirname(path));
	return 'written';
}

/** For files that may be made again, such as caches: replaces what is there. */
export async function moveInto(temporary: string, path: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await rename(temporary, path);
}

export function temporaryName(path: string): string {
	return join(dirname(path), `.${randomBytes(8).toString('hex')}.part`);
}

export function isTemporaryName(name: string): boolean {
	return name.startsWith('.') && name.endsWith('.part');
}

export function errorCode(error: unknown): string | null {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

async function writeTemporary(path: string, bytes: Uint8Array): Promise<string> {
	await makeFolder(dirname(path));
	const temporary = temporaryName(path);
	const file = await open(temporary, 'wx', 0o600);
	try {
		await file.writeFile(bytes);
		await file.sync();
	} catch (error) {
		await unlink(temporary);
		throw error;
	} finally {
		await file.close();
	}
	return temporary;
}

/** A new folder is durable when the folder above it is. */
async function makeFolder(folder: string): Promise<void> {
	const first = await mkdir(folder, { recursive: true });
	if (first === undefined) return;
	for (let made = folder; ; made = dirname(made)) {
		await syncFolder(dirname(made));
		if (made === first || made === dirname(made)) return;
	}
}

async function syncFolder(folder: string): Promise<void> {
	const handle = await open(folder, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}
