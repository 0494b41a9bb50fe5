/**
 * The server's own secrets, from which a key for each purpose is derived: HUB_KEY, or a file that the first start makes in
 * DATA_DIR. Servers that share one database must share them, or people would not be recognised between them. The first is in
 * use; the others are retired: people are still recognised by them and what they sealed still opens, nothing new is made.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface HubKeys {
	/** base64url HMAC-SHA256 of text under a purpose's own key: equal texts meet, and nobody without the key can search for one. */
	hmac(purpose: string, text: string): string;
	/** 32 bytes of a purpose's own. */
	key(purpose: string): Buffer;
	/** Newest first. */
	readonly retired: readonly HubKeys[];
}

const keyBytes = 32;

export function hubKeys(secret: Buffer, ...retired: readonly Buffer[]): HubKeys {
	const key = (purpose: string): Buffer =>
		Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `imaging-hub ${purpose}`, keyBytes));
	return {
		key,
		hmac: (purpose, text) => createHmac('sha256', key(purpose)).update(text).digest('base64url'),
		retired: retired.map((one) => hubKeys(one)),
	};
}

/** `given`: HUB_KEY, base64url of 32 bytes or more, retired ones after commas. */
export async function readHubKeys(dataDir: string, given: string | null): Promise<HubKeys> {
	if (given !== null) return keysOf(given.split(','));
	const file = keyFile(dataDir);
	await mkdir(dataDir, { recursive: true, mode: 0o700 });
	try {
		// Made only where there is none: a second process that starts at the same moment reads the first one's.
		await writeFile(file, `${freshKey()}\n`, { mode: 0o600, flag: 'wx' });
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	const lines = (await readFile(file, 'utf8')).trim().split('\n');
	// A half-written file must not become a key that anybody knows.
	if (lines.some((line) => Buffer.from(line, 'base64url').length < keyBytes)) {
		throw new Error(`${file} is not a key: delete it or set HUB_KEY`);
	}
	return keysOf(lines);
}

/** A new key before the ones there are; in force when the server has started again. */
export async function rotateKeyFile(dataDir: string): Promise<void> {
	const file = keyFile(dataDir);
	const before = await readFile(file, 'utf8');
	const fresh = `${file}.new`;
	await writeFile(fresh, `${freshKey()}\n${before}`, { mode: 0o600, flush: true });
	await rename(fresh, file);
}

function keyFile(dataDir: string): string {
	return join(dataDir, 'hub.key');
}

function freshKey(): string {
	return randomBytes(keyBytes).toString('base64url');
}

function keysOf(texts: readonly string[]): HubKeys {
	const [first = '', ...retired] = texts;
	return hubKeys(Buffer.from(first, 'base64url'), ...retired.map((text) => Buffer.from(text, 'base64url')));
}
