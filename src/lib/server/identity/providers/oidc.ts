/** Any OpenID Connect provider, the local one among them: code flow, ID token, one claim about the person's work (hub-claim.ts). */
import * as client from 'openid-client';
import { log } from '#lib/base/log.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { SignedInClaims } from '../claims.ts';
import { readHubClaim } from './hub-claim.ts';
import { beginOidc, problemOf } from './oidc-client.ts';
import type { OidcClient } from './oidc-client.ts';
import type { KeptAttempt, SignInProblem, SignInProvider } from './sign-in-provider.ts';

/** Nobody is remembered by the provider for longer than a session of ours can last. */
const longestRememberedSeconds = 12 * 3600;
/** The provider's clock and ours. */
const skewMs = 30_000;

export function oidcProvider(
	oidc: OidcClient,
	own: Pick<SignInProvider, 'id' | 'name'> & { readonly claim: string },
): SignInProvider {
	return {
		id: own.id,
		name: own.name,
		opensSessions: true,
		stepsUp: true,
		begin: (asked) =>
			beginOidc(
				oidc,
				asked,
				asked.stepUp ? { prompt: 'login', max_age: '0' } : { max_age: String(longestRememberedSeconds) },
			),
		finish: async (callback, kept) => {
			try {
				return await exchange(oidc, { callback, kept, claim: own.claim });
			} catch (error) {
				return err(problemOf(error));
			}
		},
	};
}

async function exchange(
	oidc: OidcClient,
	came: { readonly callback: URL; readonly kept: KeptAttempt; readonly claim: string },
): Promise<Result<SignedInClaims, SignInProblem>> {
	const { callback, kept } = came;
	// An attempt that was begun without them isn't one of this adapter's.
	if (kept.nonce === null || kept.verifier === null) return err('not-trusted');
	const configuration = await oidc.configuration();
	const tokens = await client.authorizationCodeGrant(configuration, callback, {
		expectedState: kept.state,
		expectedNonce: kept.nonce,
		pkceCodeVerifier: kept.verifier,
		idTokenExpected: true,
	});
	const token = tokens.claims();
	if (token === undefined) return err('not-trusted');
	// Without auth_time nothing says when the person was last asked: then it was never.
	const authTime = (token.auth_time ?? 0) * 1000;
	if (kept.stepUp && authTime < kept.begunAt - skewMs) return err('not-fresh');
	const info: Readonly<Record<string, unknown>> =
		came.claim in token || configuration.serverMetadata().userinfo_endpoint === undefined
			? token
			: await client.fetchUserInfo(configuration, tokens.access_token, token.sub);
	const work = readHubClaim(info[came.claim]);
	if (work === null) {
		log('warn', 'sign-in-claim-missing-or-wrong', { claim: came.claim });
		return err('no-role');
	}
	const nameTh = work.nameTh ?? nameIn(info);
	if (nameTh === null) return err('no-role');
	return ok({
		issuer: token.iss,
		subject: token.sub,
		nameTh,
		nameEn: work.nameEn,
		hospitals: work.hospitals,
		licence: work.licence,
		citizenHmac: null,
		authTime,
	});
}

function nameIn(info: Readonly<Record<string, unknown>>): string | null {
	const name = info['name'];
	return typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null;
}
