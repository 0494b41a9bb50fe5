/**
 * What OpenID Connect providers have in common (OpenID Connect Core 1.0, RFC 9700): discovery on first need and again after a
 * failure, PKCE S256, state and nonce sent always, signatures verified although the token came over TLS.
 */
import * as client from 'openid-client';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { BegunSignIn, SignInProblem } from './sign-in-provider.ts';

export interface OidcClientSettings {
	/** as its discovery document calls itself */
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly redirectUri: string;
	readonly scope: string;
	/** How the client's secret is shown; HTTP Basic as RFC 6749 2.3.1 encodes it unless the provider does it otherwise. */
	readonly clientAuth?: client.ClientAuth;
	/** For a provider inside this process: its back channel needn't go through the address browsers use. */
	readonly fetch?: client.CustomFetch;
}

export interface OidcClient {
	readonly settings: OidcClientSettings;
	/** Throws when the provider can't be reached; the next call tries again. */
	configuration(): Promise<client.Configuration>;
}

const patienceSeconds = 10;

export function createOidcClient(settings: OidcClientSettings): OidcClient {
	const { issuer, clientId, clientSecret } = settings;
	const clientAuth = settings.clientAuth ?? client.ClientSecretBasic(clientSecret);
	let found: Promise<client.Configuration> | null = null;
	const discover = (): Promise<client.Configuration> =>
		client.discovery(new URL(issuer), clientId, undefined, clientAuth, {
			timeout: patienceSeconds,
			execute: [
				client.enableNonRepudiationChecks,
				// Plain http only for addresses of this machine: the configuration refuses any other (sign-in-config.ts).
				// eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so only to make it stand out
				...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
			],
			...(settings.fetch === undefined ? {} : { [client.customFetch]: settings.fetch }),
		});
	return {
		settings,
		configuration: () => {
			found ??= discover().catch((error: unknown) => {
				found = null;
				throw error;
			});
			return found;
		},
	};
}

export async function beginOidc(
	oidc: OidcClient,
	asked: { readonly stepUp: boolean; readonly now: number },
	more: Readonly<Record<string, string>>,
): Promise<Result<BegunSignIn, SignInProblem>> {
	const configuration = await reached(oidc.configuration());
	if (!configuration.ok) return configuration;
	const verifier = client.randomPKCECodeVerifier();
	const keep = { state: client.randomState(), nonce: client.randomNonce(), verifier };
	const to = client.buildAuthorizationUrl(configuration.value, {
		redirect_uri: oidc.settings.redirectUri,
		scope: oidc.settings.scope,
		state: keep.state,
		nonce: keep.nonce,
		code_challenge: await client.calculatePKCECodeChallenge(verifier),
		code_challenge_method: 'S256',
		...more,
	});
	return ok({ redirectTo: to.href, keep: { ...keep, stepUp: asked.stepUp, begunAt: asked.now } });
}

async function reached<T>(answer: Promise<T>): Promise<Result<T, SignInProblem>> {
	try {
		return ok(await answer);
	} catch (error) {
		return err(problemOf(error));
	}
}

/** What the library refused, as one of our codes. The log learns the class and code; never the message, which quotes tokens. */
export function problemOf(error: unknown): SignInProblem {
	log('warn', 'sign-in-provider-failed', errorFields(error));
	if (error instanceof client.AuthorizationResponseError)
		return declined.has(error.error) ? 'declined' : 'provider-refused';
	if (error instanceof client.ResponseBodyError || error instanceof client.WWWAuthenticateChallengeError)
		return 'provider-refused';
	if (error instanceof client.ClientError)
		return unreachable.has(error.code ?? '') ? 'provider-unreachable' : 'not-trusted';
	// fetch's own failures: no connection, no name, no certificate. A TypeError with a code is a call of ours that was wrong.
	if (error instanceof TypeError && !('code' in error)) return 'provider-unreachable';
	throw error;
}

/** `user_denied` is ThaID's. */
const declined: ReadonlySet<string> = new Set(['access_denied', 'user_denied', 'user_cancelled']);
const unreachable: ReadonlySet<string> = new Set([
	'OAUTH_TIMEOUT',
	'OAUTH_RESPONSE_IS_NOT_CONFORM',
	'OAUTH_RESPONSE_IS_NOT_JSON',
	'OAUTH_ABORT',
]);
