import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * A six-digit PIN alone is guessed from any hash in seconds. The link's secret, which is stored nowhere, goes into the hash:
 * a stolen database can't be searched for PINs.
 */
export interface PinHash {
	readonly salt: string;
	readonly hash: string;
}

export async function hashPin(pin: string, secret: string): Promise<PinHash> {
	const salt = randomBytes(16).toString('base64url');
	return { salt, hash: (await derive(pin, secret, salt)).toString('base64url') };
}

export async function pinMatches(pin: string, secret: string, stored: PinHash): Promise<boolean> {
	const derived = await derive(pin, secret, stored.salt);
	const expected = Buffer.from(stored.hash, 'base64url');
	return expected.length === derived.length && timingSafeEqual(expected, derived);
}

/** Compared with when a link isn't known, so that the answer takes as long: matches nothing. */
export const noPin: PinHash = { salt: 'AAAAAAAAAAAAAAAAAAAAAA', hash: '' };

function derive(pin: string, secret: string, salt: string): Promise<Buffer> {
	const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
	scrypt(`${pin}\n${secret}`, salt, 32, { N: 16_384, r: 8, p: 1 }, (error, key) => {
		if (error === null) resolve(key);
		else reject(error);
	});
	return promise;
}
