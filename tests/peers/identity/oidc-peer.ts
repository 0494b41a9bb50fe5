/**
 * An OpenID Connect provider as its specification says (OpenID Connect Core 1.0, Discovery 1.0, RFC 7636, RFC 9207), which also
 * misbehaves in one named way at a time. Its person agrees to everything: `approve` is the browser's visit.
 */
import { createHash } from 'node:crypto';
import { Codes } from './codes.ts';
import { notThere, startPeer } from './http-peer.ts';
import type { Answer, Asked } from './http-peer.ts';
import { createTokenSigner } from './token-signer.ts';
import type { Signature } from './token-signer.ts';

export const oidcClient = { id: 'hub', secret: 'peer-secret' } as const;

export interface OidcBehaviour {
	readonly subject: string;
	/** the claim `imaging_hub` */
	readonly hub: unknown;
	readonly nonce: 'echo' | 'omit' | 'other';
	readonly signature: Signature;
	/** as the ID token names it; null: the provider's own */
	readonly issuer: string | null;
	/** as the ID token names it; null: the client's own */
	readonly audience: string | null;
	/** whether the code is bound to the verifier */
	readonly pkce: 'checked' | 'ignored';
	/** seconds before now; null: no auth_time */
	readonly askedSecondsAgo: number | null;
	/** The person says no. */
	readonly declines: boolean;
	/** Answers 503 to everything behind the browser's back. */
	readonly down: boolean;
}

export const usual: OidcBehaviour = {
	subject: 'person-1',
	hub: null,
	nonce: 'echo',
	signature: 'own',
	issuer: null,
	audience: null,
	pkce: 'checked',
	askedSecondsAgo: 0,
	declines: false,
	down: false,
};

export interface OidcPeer {
	readonly issuer: string;
	/** From now on; what isn't named is as usual. */
	behave(behaviour: Partial<OidcBehaviour>): void;
	/** Where the provider sends the browser. */
	readonly approve: (authorizationUrl: string) => Promise<URL>;
	/** Of the last request for authorization. */
	readonly lastAsked: URLSearchParams;
	stop(): Promise<void>;
}

interface Grant {
	readonly redirectUri: string;
	readonly nonce: string | null;
	readonly challenge: string | null;
}

export async function startOidcPeer(): Promise<OidcPeer> {
	const signer = await createTokenSigner('ES256');
	const codes = new Codes<Grant>();
	let behaviour = usual;
	let lastAsked = new URLSearchParams();

	const metadata = (issuer: string) => ({
		issuer,
		authorization_endpoint: `${issuer}/authorize`,
		token_endpoint: `${issuer}/token`,
		jwks_uri: `${issuer}/jwks`,
		response_types_supported: ['code'],
		subject_types_supported: ['public'],
		id_token_signing_alg_values_supported: ['ES256'],
		code_challenge_methods_supported: ['S256'],
		authorization_response_iss_parameter_supported: true,
	});

	function authorize(url: URL, issuer: string): Answer {
		lastAsked = url.searchParams;
		const asked = (name: string): string | null => url.searchParams.get(name);
		const to = new URL(asked('redirect_uri') ?? '');
		to.searchParams.set('state', asked('state') ?? '');
		to.searchParams.set('iss', issuer);
		if (behaviour.declines) to.searchParams.set('error', 'access_denied');
		else {
			const grant = {
				redirectUri: asked('redirect_uri') ?? '',
				nonce: asked('nonce'),
				challenge: asked('code_challenge'),
			};
			to.searchParams.set('code', codes.issue(grant));
		}
		return { status: 302, headers: { location: to.href } };
	}

	async function token({ headers, body }: Asked, issuer: string): Promise<Answer> {
		if (basicOf(headers.get('authorization')) !== `${oidcClient.id}:${oidcClient.secret}`)
			return { status: 401, body: { error: 'invalid_client' } };
		const form = new URLSearchParams(body);
		const grant = codes.redeem(form.get('code'));
		const challenge = createHash('sha256')
			.update(form.get('code_verifier') ?? '')
			.digest('base64url');
		const bound = behaviour.pkce === 'ignored' || grant?.challenge === challenge;
		if (grant === null || !bound || form.get('redirect_uri') !== grant.redirectUri)
			return { status: 400, body: { error: 'invalid_grant' } };
		const now = Math.floor(Date.now() / 1000);
		const nonce = { echo: grant.nonce, omit: null, other: 'of-another-attempt' }[behaviour.nonce];
		const { askedSecondsAgo } = behaviour;
		const claims = {
			iss: behaviour.issuer ?? issuer,
			aud: behaviour.audience ?? oidcClient.id,
			sub: behaviour.subject,
			iat: now,
			exp: now + 300,
			...(nonce === null ? {} : { nonce }),
			...(askedSecondsAgo === null ? {} : { auth_time: now - askedSecondsAgo }),
			...(behaviour.hub === null ? {} : { imaging_hub: behaviour.hub }),
		};
		return {
			body: {
				access_token: 'access',
				token_type: 'Bearer',
				expires_in: 300,
				id_token: await signer.sign(claims, behaviour.signature),
			},
		};
	}

	const peer = await startPeer((asked) => {
		const { pathname } = asked.url;
		if (behaviour.down) return { status: 503, body: 'down' };
		if (pathname === '/.well-known/openid-configuration') return { body: metadata(peer.url) };
		if (pathname === '/authorize') return authorize(asked.url, peer.url);
		if (pathname === '/token' && asked.method === 'POST') return token(asked, peer.url);
		return pathname === '/jwks' ? { body: signer.jwks } : notThere;
	});
	return {
		issuer: peer.url,
		behave: (next) => {
			behaviour = { ...usual, ...next };
		},
		approve: visit,
		get lastAsked() {
			return lastAsked;
		},
		stop: () => peer.stop(),
	};
}

/** RFC 6749 2.3.1: both halves come form-encoded. */
function basicOf(header: string | null): string {
	const [, basic = ''] = /^Basic (.+)$/.exec(header ?? '') ?? [];
	return decodeURIComponent(Buffer.from(basic, 'base64').toString());
}

/** A browser follows the link and is sent back. */
export async function visit(address: string): Promise<URL> {
	const answer = await fetch(address, { redirect: 'manual' });
	const location = answer.headers.get('location');
	if (location === null) throw new Error(`sent nowhere: ${answer.status}`);
	return new URL(location);
}
