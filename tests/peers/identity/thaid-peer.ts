/**
 * ThaID as its paper 1.0.1 (25 September 2566) says: discovery at the root of the host, endpoints that end with a slash, Basic, no
 * nonce and no PKCE, `expire_in` as a Unix time, bare facts without the scope `openid`, an ID token with the facts with it.
 */
import { Codes } from './codes.ts';
import { notThere, startPeer } from './http-peer.ts';
import type { Answer, Asked } from './http-peer.ts';
import { visit } from './oidc-peer.ts';
import { createTokenSigner } from './token-signer.ts';
import type { Signature } from './token-signer.ts';

export const thaidClient = { id: 'thaid-hub', secret: 'thaid-secret' } as const;

export interface ThaidBehaviour {
	readonly pid: string;
	readonly signature: Signature;
	/** `foreign`: a nonce that nobody here sent */
	readonly nonce: 'none' | 'foreign';
	/** seconds before now that the ID token was issued */
	readonly issuedSecondsAgo: number;
	readonly declines: boolean;
	/** As providers do that don't know the scope: no ID token. */
	readonly withoutIdToken: boolean;
}

export interface ThaidPeer {
	readonly issuer: string;
	behave(behaviour: Partial<ThaidBehaviour>): void;
	readonly approve: (authorizationUrl: string) => Promise<URL>;
	stop(): Promise<void>;
}

const base = '/api/v2/oauth2';
const usual: ThaidBehaviour = {
	pid: '1234567890121',
	signature: 'own',
	nonce: 'none',
	issuedSecondsAgo: 0,
	declines: false,
	withoutIdToken: false,
};

export async function startThaidPeer(): Promise<ThaidPeer> {
	const signer = await createTokenSigner('ES256');
	const codes = new Codes<{ readonly redirectUri: string; readonly scope: string }>();
	let behaviour = usual;

	function authorize({ searchParams }: URL): Answer {
		const to = new URL(searchParams.get('redirect_uri') ?? '');
		to.searchParams.set('state', searchParams.get('state') ?? '');
		if (behaviour.declines) to.searchParams.set('error', 'user_denied');
		else {
			const grant = {
				redirectUri: searchParams.get('redirect_uri') ?? '',
				scope: searchParams.get('scope') ?? '',
			};
			to.searchParams.set('code', codes.issue(grant));
		}
		return { status: 302, headers: { location: to.href } };
	}

	async function token({ headers, body }: Asked, issuer: string): Promise<Answer> {
		const basic = Buffer.from(`${thaidClient.id}:${thaidClient.secret}`).toString('base64');
		if (headers.get('authorization') !== `Basic ${basic}`)
			return { status: 401, body: { error: 'invalid_client' } };
		const form = new URLSearchParams(body);
		const grant = codes.redeem(form.get('code'));
		if (grant === null || form.get('redirect_uri') !== grant.redirectUri)
			return { status: 400, body: { error: 'invalid_request' } };
		const now = Math.floor(Date.now() / 1000);
		const facts = { pid: behaviour.pid, name: 'นายสมมติ ทดสอบ', name_en: 'Mr. Sommut Thotsop' };
		const reply = {
			access_token: 'access',
			token_type: 'Bearer',
			expire_in: now + 900,
			scope: grant.scope,
		};
		if (!grant.scope.split(' ').includes('openid') || behaviour.withoutIdToken)
			return { body: { ...reply, ...facts } };
		const claims = {
			iss: issuer,
			aud: thaidClient.id,
			sub: behaviour.pid,
			iat: now - behaviour.issuedSecondsAgo,
			exp: now + 900,
			...(behaviour.nonce === 'foreign' ? { nonce: 'nobody-here-sent-it' } : {}),
			...facts,
		};
		return { body: { ...reply, id_token: await signer.sign(claims, behaviour.signature) } };
	}

	const peer = await startPeer((asked) => {
		switch (asked.url.pathname) {
			case '/.well-known/openid-configuration':
				return {
					body: {
						issuer: peer.url,
						authorization_endpoint: `${peer.url}${base}/auth/`,
						token_endpoint: `${peer.url}${base}/token/`,
						jwks_uri: `${peer.url}/jwks`,
						response_types_supported: ['code'],
						subject_types_supported: ['public'],
						id_token_signing_alg_values_supported: ['ES256'],
					},
				};
			case `${base}/auth/`:
				return authorize(asked.url);
			case `${base}/token/`:
				return token(asked, peer.url);
			case '/jwks':
				return { body: signer.jwks };
			default:
				return notThere;
		}
	});
	return {
		issuer: peer.url,
		behave: (next) => {
			behaviour = { ...usual, ...next };
		},
		approve: visit,
		stop: () => peer.stop(),
	};
}
