/**
 * "The same device as before" (access.md 3.6): at redemption the browser makes a key that no script can read out (WebCrypto
 * ECDSA P-256, non-extractable, in IndexedDB) and gives us its public half. From then on it signs a challenge of ours each time a
 * page opens and every minute while one is open, and gets the next token for it. A challenge belongs to one session, is used
 * once and lives five minutes.
 */
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { issueGuestToken } from './guest-token.ts';

const challengeMs = 5 * 60_000;
const mostOpenChallenges = 20;

export interface DeviceProof {
	readonly challenge: string;
	/** base64url of r and s, 32 bytes each (IEEE P1363), over `challengeText(challenge)` with SHA-256 */
	readonly signature: string;
	/** A page is about to be opened. */
	readonly entry: boolean;
	readonly agent: string | null;
}

export type ProofRefusal = 'challenge-unknown' | 'device-other' | 'session-over';

/** What is signed: never anything that could mean something elsewhere. */
export function challengeText(challenge: string): string {
	return `imaging-hub guest device\n${challenge}`;
}

export async function newChallenge(db: Database, session: string, now: number): Promise<string> {
	const challenge = randomBytes(24).toString('base64url');
	await transaction(db, async (trx) => {
		await trx.deleteFrom('guest_challenge').where('expires_at', '<=', now).execute();
		const open = await trx
			.selectFrom('guest_challenge')
			.select('challenge')
			.where('session', '=', session)
			.orderBy('expires_at', 'desc')
			.offset(mostOpenChallenges - 1)
			.limit(mostOpenChallenges)
			.execute();
		if (open.length > 0) {
			const old = open.map((row) => row.challenge);
			await trx.deleteFrom('guest_challenge').where('challenge', 'in', old).execute();
		}
		await trx
			.insertInto('guest_challenge')
			.values({ challenge, session, expires_at: now + challengeMs })
			.execute();
	});
	return challenge;
}

export interface ProvedSession {
	readonly token: string;
	readonly expiresAt: number;
}

/** The next token for a device that signed; a wrong signature is written down, since it is another device or a thief. */
export async function proveDevice(
	db: Database,
	session: string,
	proof: DeviceProof,
	actor: Actor,
): Promise<Result<ProvedSession, ProofRefusal>> {
	const { now, from, requestId, who } = actor;
	return transaction(db, async (trx) => {
		const asked = await trx
			.deleteFrom('guest_challenge')
			.where('challenge', '=', proof.challenge)
			.where('session', '=', session)
			.where('expires_at', '>', now)
			.returning('challenge')
			.executeTakeFirst();
		if (asked === undefined) return err('challenge-unknown');
		const row = await trx
			.selectFrom('guest_session')
			.select(['device_key', 'expires_at'])
			.where('id', '=', session)
			.where('ended_at', 'is', null)
			.where('expires_at', '>', now)
			.executeTakeFirst();
		if (row === undefined) return err('session-over');
		if (row.device_key === null || !signedBy(row.device_key, proof)) {
			await append(trx, { kind: 'device-refused', session, who, from, requestId }, now);
			return err('device-other');
		}
		const { entry, agent } = proof;
		const order = { session, sessionEnds: row.expires_at, bound: true, agent, entry, now };
		return ok({ token: await issueGuestToken(trx, order), expiresAt: row.expires_at });
	});
}

/** An uncompressed point of P-256, as WebCrypto exports it raw: 65 bytes that begin with 4, and on the curve. */
export function isDeviceKey(text: string): boolean {
	try {
		publicKeyOf(text);
		return true;
	} catch {
		// Whatever OpenSSL dislikes about it: it is no key.
		return false;
	}
}

function publicKeyOf(text: string) {
	const raw = Buffer.from(text, 'base64url');
	if (raw.length !== 65 || raw[0] !== 4) throw new TypeError('not an uncompressed point');
	const x = raw.subarray(1, 33).toString('base64url');
	const y = raw.subarray(33).toString('base64url');
	return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

function signedBy(key: string, proof: DeviceProof): boolean {
	const signature = Buffer.from(proof.signature, 'base64url');
	const text = Buffer.from(challengeText(proof.challenge));
	return verify('sha256', text, { key: publicKeyOf(key), dsaEncoding: 'ieee-p1363' }, signature);
}
