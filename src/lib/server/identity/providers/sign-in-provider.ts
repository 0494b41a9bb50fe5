/**
 * The port behind which every identity provider stands (threat 4). `begin` says where to send the browser and what to keep for
 * it; `finish` takes the address the browser came back with and what was kept, and yields claims or the code of a sentence.
 * Nothing a provider sends is believed before it is bound to what was kept: to this browser, this attempt and this provider.
 */
import type { Result } from '#lib/base/result.ts';
import type { SignedInClaims } from '../claims.ts';

export const providerIds = ['local', 'oidc', 'thaid', 'health-id'] as const;
export type ProviderId = (typeof providerIds)[number];

export const signInProblems = [
	/** No attempt of this browser is open: too old, used already, or begun in another browser. */
	'sign-in-expired',
	'declined',
	'provider-unreachable',
	/** The provider answered with a refusal, e.g. of a code used before. */
	'provider-refused',
	/** What came back isn't proved to come from the provider or to answer our question. */
	'not-trusted',
	'no-provider-id',
	'licence-expired',
	'licence-unverified',
	/** Known to the provider, but with no hospital or role that this system has. */
	'no-role',
	/** ThaID proves a citizen, not somebody who works at a hospital. */
	'citizen-only',
	/** The provider didn't ask anew, or can't prove that it did. */
	'not-fresh',
] as const;
export type SignInProblem = (typeof signInProblems)[number];

/** One attempt, held by the browser under our seal until it comes back. */
export interface KeptAttempt {
	readonly state: string;
	/** null: the provider's protocol has none */
	readonly nonce: string | null;
	/** PKCE (RFC 7636); null: the provider's protocol has none */
	readonly verifier: string | null;
	/** The person must prove anew who they are, not be remembered by the provider. */
	readonly stepUp: boolean;
	/** ms */
	readonly begunAt: number;
}

export interface BegunSignIn {
	/** at the provider */
	readonly redirectTo: string;
	readonly keep: KeptAttempt;
}

export interface SignInProvider {
	readonly id: ProviderId;
	/** As its button calls it. */
	readonly name: { readonly th: string; readonly en: string };
	/** Opens sessions: names hospitals and roles. ThaID doesn't; it proves again who somebody known is. */
	readonly opensSessions: boolean;
	/** Can prove that the person was asked just now. */
	readonly stepsUp: boolean;
	begin(asked: {
		readonly stepUp: boolean;
		readonly now: number;
	}): Promise<Result<BegunSignIn, SignInProblem>>;
	/** `callback`: our own address as registered, with the query the browser brought. */
	finish(callback: URL, kept: KeptAttempt, now: number): Promise<Result<SignedInClaims, SignInProblem>>;
}
