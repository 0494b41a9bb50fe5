/**
 * Text that a browser carries for us and can neither read nor change: AES-256-GCM under a key of its own purpose, compressed first
 * since a cookie holds 4 KB. The purpose is authenticated too: what was sealed for one use opens for no other.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { HubKeys } from './hub-keys.ts';

const ivBytes = 12;
const tagBytes = 16;
const longestText = 64 * 1024;

export function seal(keys: HubKeys, purpose: string, text: string): string {
	const iv = randomBytes(ivBytes);
	const cipher = createCipheriv('aes-256-gcm', keys.key(purpose), iv);
	cipher.setAAD(Buffer.from(purpose));
	const body = Buffer.concat([cipher.update(deflateRawSync(text)), cipher.final()]);
	return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
}

/** null: not sealed by us for this purpose. */
export function unseal(keys: HubKeys, purpose: string, sealed: string): string | null {
	const bytes = Buffer.from(sealed, 'base64url');
	if (bytes.length <= ivBytes + tagBytes) return null;
	for (const one of [keys, ...keys.retired]) {
		const text = opened(one, purpose, bytes);
		if (text !== null) return text;
	}
	return null;
}

function opened(keys: HubKeys, purpose: string, bytes: Buffer): string | null {
	const decipher = createDecipheriv('aes-256-gcm', keys.key(purpose), bytes.subarray(0, ivBytes));
	decipher.setAAD(Buffer.from(purpose));
	decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
	let body: Buffer;
	try {
		body = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
	} catch {
		// The tag doesn't fit: changed, or sealed by another key.
		return null;
	}
	return inflateRawSync(body, { maxOutputLength: longestText }).toString('utf8');
}
