/**
 * Health ID with Provider ID of the Ministry of Public Health, by the paper of 1 July 2567. Not OpenID Connect: no discovery, ID
 * token, nonce or PKCE. The browser only ever carries the code; every call after that is between servers. What stands in for the
 * missing checks: our state bound to the browser, a callback address of this provider's own (mix-up), both tokens' signatures,
 * and the account of the token being the account of the profile.
 *
 * Nothing tells when the person was last asked, and Health ID remembers people for up to a year: so it can't step up.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { HubKeys } from '../hub-keys.ts';
import { newSecret } from '../secret.ts';
import { HealthToken, ProviderProfile, ProviderToken } from './health-id-answers.ts';
import type { ProviderProfile as Profile } from './health-id-answers.ts';
import { PublicKeyFault, askJson, askText, problemOfCall } from './health-id-http.ts';
import { TokenVerifier } from './health-id-keys.ts';
import { claimsOfProfile } from './health-id-profile.ts';
import type { SignInProblem, SignInProvider } from './sign-in-provider.ts';

export interface HealthIdSettings {
	/** https://moph.id.th; no slash at the end */
	readonly healthUrl: string;
	readonly healthClientId: string;
	readonly healthSecret: string;
	/** https://provider.id.th */
	readonly providerUrl: string;
	readonly providerClientId: string;
	readonly providerSecret: string;
	readonly redirectUri: string;
}

interface Verifiers {
	readonly health: TokenVerifier;
	readonly provider: TokenVerifier;
}

export function healthIdProvider(settings: HealthIdSettings, keys: HubKeys): SignInProvider {
	const verifiers = verifiersOf(settings);
	return {
		id: 'health-id',
		name: { th: 'Provider ID (Health ID)', en: 'Provider ID (Health ID)' },
		opensSessions: true,
		stepsUp: false,
		begin: async ({ stepUp, now }) => {
			if (stepUp) return err('not-fresh');
			const state = newSecret();
			const to = new URL(`${settings.healthUrl}/oauth/redirect`);
			to.searchParams.set('client_id', settings.healthClientId);
			to.searchParams.set('redirect_uri', settings.redirectUri);
			to.searchParams.set('response_type', 'code');
			to.searchParams.set('state', state);
			const keep = { state, nonce: null, verifier: null, stepUp, begunAt: now };
			return ok({ redirectTo: to.href, keep });
		},
		finish: async (callback, _kept, now) => {
			if (callback.searchParams.has('error')) return err('declined');
			const [code, ...others] = callback.searchParams.getAll('code');
			if (code === undefined || others.length > 0) return err('not-trusted');
			try {
				const profile = await fetchProfile(settings, verifiers, { code, now });
				if (!profile.ok) return profile;
				return ok(claimsOfProfile(profile.value, { issuer: settings.providerUrl, keys, now }));
			} catch (error) {
				if (error instanceof PublicKeyFault) return err(error.problem);
				throw error;
			}
		},
	};
}

async function fetchProfile(
	settings: HealthIdSettings,
	verifiers: Verifiers,
	{ code, now }: { readonly code: string; readonly now: number },
): Promise<Result<Profile, SignInProblem>> {
	const { healthUrl, providerUrl, providerClientId, providerSecret } = settings;
	const form = new URLSearchParams({
		grant_type: 'authorization_code',
		code,
		redirect_uri: settings.redirectUri,
		client_id: settings.healthClientId,
		client_secret: settings.healthSecret,
	});
	const health = await askJson(`${healthUrl}/api/v1/token`, { method: 'POST', body: form }, HealthToken);
	if (!health.ok) return err(problemOfCall(health.reason));
	const healthToken = health.value.data.access_token;
	if ((await verifiers.health.verify(healthToken, now)) === null) return err('not-trusted');

	const asked = {
		client_id: providerClientId,
		secret_key: providerSecret,
		token_by: 'Health ID',
		token: healthToken,
	};
	const provider = await askJson(`${providerUrl}/api/v1/services/token`, jsonPost(asked), ProviderToken);
	if (!provider.ok) return err(problemOfCall(provider.reason, 400));
	const { access_token: token, account_id: account } = provider.value.data;
	if ((await verifiers.provider.verify(token, now)) === null) return err('not-trusted');

	const profile = await askJson(
		`${providerUrl}/api/v1/services/profile?position_type=1&moph_idp_permission=1`,
		{
			headers: {
				authorization: `Bearer ${token}`,
				'client-id': providerClientId,
				'secret-key': providerSecret,
				'content-type': 'application/json',
			},
		},
		ProviderProfile,
	);
	if (!profile.ok) return err(problemOfCall(profile.reason, 404));
	return account === profile.value.data.account_id ? ok(profile.value.data) : err('not-trusted');
}

function verifiersOf(settings: HealthIdSettings): Verifiers {
	const { healthUrl, healthClientId, healthSecret } = settings;
	const { providerUrl, providerClientId, providerSecret } = settings;
	const key = async (url: string, init: RequestInit): Promise<string> => {
		const pem = await askText(url, init);
		if (!pem.ok) throw new PublicKeyFault(problemOfCall(pem.reason));
		return pem.value;
	};
	return {
		health: new TokenVerifier(() =>
			key(`${healthUrl}/api/v1/oauth/public-key`, {
				headers: { 'client-id': healthClientId, 'secret-key': healthSecret },
			}),
		),
		provider: new TokenVerifier(() =>
			key(
				`${providerUrl}/api/v1/services/public-key`,
				jsonPost({ client_id: providerClientId, secret_key: providerSecret }),
			),
		),
	};
}

function jsonPost(body: Readonly<Record<string, string>>): RequestInit {
	return {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	};
}
