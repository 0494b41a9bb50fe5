/**
 * The key that signs answers: Ed25519 (RFC 8032), derived from the hub's own secret, so that servers of one database sign alike
 * and a backup of the secret is a backup of the key. Its public half is left in `DATA_DIR/answer-keys`, one file a key: a letter
 * signed before the secret was changed can still be verified, here and by anybody with openssl.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';

export interface SigningKeys {
	/** the one that signs now */
	readonly current: string;
	/** base64 */
	sign(bytes: Uint8Array): string;
	/** False for another key's signature, other bytes, or a key that nobody here knows. */
	verify(key: string, bytes: Uint8Array, signature: string): boolean;
}

/** PKCS #8 of an Ed25519 key around its 32 bytes (RFC 8410 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

export async function openSigningKeys(dataDir: string, keys: HubKeys): Promise<SigningKeys> {
	const secret = createPrivateKey({
		key: Buffer.concat([pkcs8Head, keys.key('answer-signing')]),
		format: 'der',
		type: 'pkcs8',
	});
	const open = createPublicKey(secret);
	const current = keyId(open);
	const folder = join(dataDir, 'answer-keys');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, `${current}.pem`), open.export({ format: 'pem', type: 'spki' }), { flag: 'wx' }).catch(
		(error: unknown) => {
			if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
		},
	);
	const known = new Map<string, KeyObject>([[current, open]]);
	for (const name of await readdir(folder)) {
		if (!name.endsWith('.pem')) continue;
		const key = createPublicKey(await readFile(join(folder, name)));
		// By its own name: a file that was swapped for another key is that other key.
		known.set(keyId(key), key);
	}
	return {
		current,
		sign: (bytes) => sign(null, bytes, secret).toString('base64'),
		verify: (key, bytes, signature) => {
			const by = known.get(key);
			return by !== undefined && verify(null, bytes, by, Buffer.from(signature, 'base64'));
		},
	};
}

/** The beginning of SHA-256 of the public key (SPKI DER). */
function keyId(key: KeyObject): string {
	return createHash('sha256').update(key.export({ format: 'der', type: 'spki' })).digest('hex').slice(0, 16);
}
