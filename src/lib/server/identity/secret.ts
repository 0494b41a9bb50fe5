import { createHash, randomBytes, randomInt } from 'node:crypto';

/** Link secrets, cookie and service tokens: 256 random bits in base64url. Only their hash is ever stored. */
export function newSecret(): string {
	return randomBytes(32).toString('base64url');
}

/** Secrets carry their full entropy, so a plain hash is enough; finding one by its hash leaks nothing of it by timing. */
export function secretHash(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** An internal id: may stand in logs and audit. */
export function newId(): string {
	return randomBytes(12).toString('base64url');
}

/** Six digits, told by another channel than the link. */
export function newPin(): string {
	return String(randomInt(1_000_000)).padStart(6, '0');
}
