/**
 * What the browser carries between leaving for a provider and having a session, sealed (identity/sealed.ts): first the attempt,
 * then, for people with several hospitals, who they turned out to be. Each is for ten minutes and for one use; the second use is
 * refused by this process and, for the attempt, by the provider too, whose codes work once.
 */
import * as v from 'valibot';
import { roles } from '#lib/access/staff.ts';
import type { SignedInClaims } from '../claims.ts';
import type { HubKeys } from '../hub-keys.ts';
import { seal, unseal } from '../sealed.ts';
import { newId } from '../secret.ts';
import { providerIds } from './sign-in-provider.ts';
import type { KeptAttempt, ProviderId } from './sign-in-provider.ts';

export const attemptMs = 10 * 60_000;

const Attempt = v.object({
	id: v.string(),
	provider: v.picklist(providerIds),
	returnTo: v.string(),
	/** The person said that others use this machine too; null: they weren't asked. */
	sharedDevice: v.nullable(v.boolean()),
	keep: v.object({
		state: v.string(),
		nonce: v.nullable(v.string()),
		verifier: v.nullable(v.string()),
		stepUp: v.boolean(),
		begunAt: v.number(),
	}),
});
export type Attempt = v.InferOutput<typeof Attempt>;

const Established = v.object({
	id: v.string(),
	returnTo: v.string(),
	sharedDevice: v.nullable(v.boolean()),
	at: v.number(),
	claims: v.object({
		issuer: v.string(),
		subject: v.string(),
		nameTh: v.string(),
		nameEn: v.nullable(v.string()),
		hospitals: v.array(
			v.object({
				hcode: v.string(),
				hcode9: v.nullable(v.string()),
				nameTh: v.string(),
				nameEn: v.nullable(v.string()),
				roles: v.array(v.picklist(roles)),
				position: v.nullable(v.string()),
			}),
		),
		licence: v.nullable(
			v.object({
				profession: v.picklist(['doctor', 'nurse', 'technologist', 'public-health', 'other']),
				verified: v.boolean(),
				validUntil: v.nullable(v.number()),
			}),
		),
		citizenHmac: v.nullable(v.string()),
		authTime: v.number(),
	}),
});
export type Established = v.InferOutput<typeof Established>;

const purposes = { attempt: 'sign-in attempt', established: 'sign-in established' } as const;

export function sealAttempt(
	keys: HubKeys,
	attempt: {
		readonly provider: ProviderId;
		readonly returnTo: string;
		readonly sharedDevice: boolean | null;
		readonly keep: KeptAttempt;
	},
): string {
	return seal(keys, purposes.attempt, JSON.stringify({ id: newId(), ...attempt }));
}

/** null: not ours, or older than ten minutes. */
export function openAttempt(keys: HubKeys, sealed: string, now: number): Attempt | null {
	const attempt = opened(keys, purposes.attempt, sealed, Attempt);
	return attempt !== null && isRecent(attempt.keep.begunAt, now) ? attempt : null;
}

export function sealEstablished(
	keys: HubKeys,
	established: {
		readonly claims: SignedInClaims;
		readonly returnTo: string;
		readonly sharedDevice: boolean | null;
		readonly at: number;
	},
): string {
	return seal(keys, purposes.established, JSON.stringify({ id: newId(), ...established }));
}

export function openEstablished(keys: HubKeys, sealed: string, now: number): Established | null {
	const established = opened(keys, purposes.established, sealed, Established);
	return established !== null && isRecent(established.at, now) ? established : null;
}

function opened<T>(
	keys: HubKeys,
	purpose: string,
	sealed: string,
	schema: v.GenericSchema<unknown, T>,
): T | null {
	const text = unseal(keys, purpose, sealed);
	if (text === null) return null;
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
	return parsed.success ? parsed.output : null;
}

function isRecent(at: number, now: number): boolean {
	return at <= now && now < at + attemptMs;
}
