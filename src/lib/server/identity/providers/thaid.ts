/**
 * ThaID of the Department of Provincial Administration, by its paper 1.0.1 of 25 September 2566. OpenID Connect with these
 * differences: the paper names neither nonce nor PKCE (both are sent; a nonce that comes back must be ours, one that doesn't
 * come is borne); endings of addresses have slashes, so they are taken from discovery; the reply's `expire_in` is a time, not
 * a duration, and is used for nothing; Basic is base64(id:secret) without the encoding of RFC 6749, which
 * would change a - or _ in the secret; without the scope `openid` the facts come unsigned, so it is always asked for.
 *
 * It proves a citizen, not somebody who works at a hospital: it opens no session, but the citizen number it gives, under our own
 * key, is recognised when somebody known proves again who they are. There is no auth_time; ThaID asks in the person's own app each
 * time, so a token issued after we asked counts as proof.
 */
import * as client from 'openid-client';
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { SignedInClaims } from '../claims.ts';
import type { HubKeys } from '../hub-keys.ts';
import { citizenHmacOfNumber } from './citizen-number.ts';
import { beginOidc, createOidcClient, problemOf } from './oidc-client.ts';
import type { OidcClient, OidcClientSettings } from './oidc-client.ts';
import type { KeptAttempt, SignInProblem, SignInProvider } from './sign-in-provider.ts';

const scope = 'openid pid name name_en';
const skewMs = 30_000;

const Facts = v.object({
	pid: v.string(),
	name: v.optional(v.string(), ''),
	name_en: v.optional(v.string(), ''),
});

export function thaidProvider(
	settings: Omit<OidcClientSettings, 'scope' | 'clientAuth'>,
	keys: HubKeys,
): SignInProvider {
	const oidc = createOidcClient({ ...settings, scope, clientAuth: plainBasic(settings) });
	return {
		id: 'thaid',
		name: { th: 'ThaID', en: 'ThaID' },
		opensSessions: false,
		stepsUp: true,
		begin: (asked) => beginOidc(oidc, asked, {}),
		finish: async (callback, kept) => {
			try {
				return await exchange(oidc, keys, callback, kept);
			} catch (error) {
				return err(problemOf(error));
			}
		},
	};
}

function plainBasic({
	clientId,
	clientSecret,
}: Pick<OidcClientSettings, 'clientId' | 'clientSecret'>): client.ClientAuth {
	const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	return (_server, _client, _body, headers) => headers.set('authorization', `Basic ${basic}`);
}

async function exchange(
	oidc: OidcClient,
	keys: HubKeys,
	callback: URL,
	kept: KeptAttempt,
): Promise<Result<SignedInClaims, SignInProblem>> {
	const refused = callback.searchParams.get('error');
	if (refused !== null)
		return err(refused === 'access_denied' || refused === 'user_denied' ? 'declined' : 'provider-refused');
	const [code, ...others] = callback.searchParams.getAll('code');
	if (code === undefined || others.length > 0 || kept.verifier === null) return err('not-trusted');
	const configuration = await oidc.configuration();
	const { issuer } = configuration.serverMetadata();
	// RFC 9207: an answer that names its issuer must name this one.
	if ((callback.searchParams.get('iss') ?? issuer) !== issuer) return err('not-trusted');
	// Not the library's code grant, which refuses an ID token for the nonce it doesn't carry; signature, issuer, audience and
	// expiry are checked by it all the same.
	const tokens = await client.genericGrantRequest(configuration, 'authorization_code', {
		code,
		redirect_uri: oidc.settings.redirectUri,
		code_verifier: kept.verifier,
	});
	const token = tokens.claims();
	if (token === undefined) return err('not-trusted');
	if (token.nonce !== undefined && token.nonce !== kept.nonce) return err('not-trusted');
	const facts = v.safeParse(Facts, token);
	const citizenHmac = facts.success ? citizenHmacOfNumber(keys, facts.output.pid) : null;
	if (!facts.success || citizenHmac === null) return err('not-trusted');
	const authTime = token.iat * 1000;
	if (authTime < kept.begunAt - skewMs) return err('not-fresh');
	return ok({
		issuer: token.iss,
		subject: token.sub,
		nameTh: facts.output.name.trim(),
		nameEn: facts.output.name_en.trim() || null,
		hospitals: [],
		licence: null,
		citizenHmac,
		authTime,
	});
}
