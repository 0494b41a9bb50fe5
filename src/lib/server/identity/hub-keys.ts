/**
 * The server's own secret, from which a key for each purpose is derived: HUB_KEY, or a file that the first start makes in
 * DATA_DIR. Servers that share one database must share it, or people would not be recognised between them.
 */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface HubKeys {
	/** base64url HMAC-SHA256 of text under a purpose's own key: equal texts meet, and nobody without the key can search for one. */
	hmac(purpose: string, text: string): string;
	/** 32 bytes of a purpose's own. */
	key(purpose: string): Buffer;
}

const keyBytes = 32;

export function hubKeys(secret: Buffer): HubKeys {
	const key = (purpose: string): Buffer =>
		Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), `imaging-hub ${purpose}`, keyBytes));
	return {
		key,
		hmac: (purpose, text) => createHmac('sha256', key(purpose)).update(text).digest('base64url'),
	};
}

/** `given`: HUB_KEY, base64url of 32 bytes or more. */
export async function readHubKeys(dataDir: string, given: string | null): Promise<HubKeys> {
	if (given !== null) return hubKeys(Buffer.from(given, 'base64url'));
	const file = join(dataDir, 'hub.key');
	await mkdir(dataDir, { recursive: true, mode: 0o700 });
	const fresh = randomBytes(keyBytes).toString('base64url');
	try {
		// Made only where there is none: a second process that starts at the same moment reads the first one's.
		await writeFile(file, `${fresh}\n`, { mode: 0o600, flag: 'wx' });
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
	}
	const kept = Buffer.from((await readFile(file, 'utf8')).trim(), 'base64url');
	// A half-written file must not become a key that anybody knows.
	if (kept.length < keyBytes) throw new Error(`${file} is not a key: delete it or set HUB_KEY`);
	return hubKeys(kept);
}
