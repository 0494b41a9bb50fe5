/**
 * The key that signs answers: Ed25519 (RFC 8032), derived from the hub's own secret, so that servers of one database sign alike,
 * a backup of the secret is a backup of the key, and retired secrets still verify what they signed. The public half is left in
 * `DATA_DIR/answer-keys` for whoever wants to verify a statement without us (openssl pkeyutl -verify -rawin); nothing here reads
 * it: a file that somebody adds there is no key of ours.
 */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
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
	const secret = secretKey(keys);
	const open = createPublicKey(secret);
	const current = keyId(open);
	const known = new Map(
		[keys, ...keys.retired].map((each) => {
			const key = createPublicKey(secretKey(each));
			return [keyId(key), key] as const;
		}),
	);
	const folder = join(dataDir, 'answer-keys');
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, `${current}.pem`), open.export({ format: 'pem', type: 'spki' }));
	return {
		current,
		sign: (bytes) => sign(null, bytes, secret).toString('base64'),
		verify: (key, bytes, signature) => {
			const by = known.get(key);
			return by !== undefined && verify(null, bytes, by, Buffer.from(signature, 'base64'));
		},
	};
}

function secretKey(keys: HubKeys): KeyObject {
	const key = Buffer.concat([pkcs8Head, keys.key('answer-signing')]);
	return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** The beginning of SHA-256 of the public key (SPKI DER). */
function keyId(key: KeyObject): string {
	return createHash('sha256')
		.update(key.export({ format: 'der', type: 'spki' }))
		.digest('hex')
		.slice(0, 16);
}
