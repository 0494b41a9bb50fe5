/**
 * Health ID and Provider ID as the paper of 1 July 2567 says, as two servers: no discovery, no ID token; tokens are RS256 JWTs;
 * statuses and shapes from its tables. Everything about the person is invented.
 */
import { createHash } from 'node:crypto';
import { Codes } from './codes.ts';
import { notThere, startPeer } from './http-peer.ts';
import type { Answer, Asked } from './http-peer.ts';
import { visit } from './oidc-peer.ts';
import { createTokenSigner } from './token-signer.ts';
import type { Signature } from './token-signer.ts';

export const healthClient = { id: 'health-hub', secret: 'health-secret' } as const;
export const providerClient = { id: 'provider-hub', secret: 'provider-secret' } as const;

export interface HealthIdBehaviour {
	readonly hasProviderId: boolean;
	readonly cid: string;
	readonly organization: readonly Readonly<Record<string, unknown>>[];
	readonly healthSignature: Signature;
	readonly providerSignature: Signature;
	/** seconds from now that the tokens end */
	readonly tokensEndIn: number;
	/** The profile is another account's than the token. */
	readonly otherAccount: boolean;
}

export const doctorAt = (hcode: string, more: Readonly<Record<string, unknown>> = {}) => ({
	business_id: '987654321098765',
	position: 'นายแพทย์ชำนาญการ',
	position_type: 'แพทย์',
	license_id: 'ว.00000',
	hcode,
	code9: `0000${hcode}`,
	hcode9: `ZZ00${hcode}`,
	hname_th: `โรงพยาบาลสมมติ ${hcode}`,
	hname_eng: `Invented Hospital ${hcode}`,
	license_expired_date: null,
	license_id_verify: true,
	expertise: null,
	is_private_provider: false,
	is_hr_admin: 'false',
	is_director: 'false',
	...more,
});

const usual: HealthIdBehaviour = {
	hasProviderId: true,
	cid: '1234567890121',
	organization: [doctorAt('99001')],
	healthSignature: 'own',
	providerSignature: 'own',
	tokensEndIn: 3600,
	otherAccount: false,
};

export interface HealthIdPeer {
	readonly healthUrl: string;
	readonly providerUrl: string;
	behave(behaviour: Partial<HealthIdBehaviour>): void;
	readonly approve: (authorizationUrl: string) => Promise<URL>;
	stop(): Promise<void>;
}

export async function startHealthIdPeer(): Promise<HealthIdPeer> {
	const healthSigner = await createTokenSigner('RS256');
	const providerSigner = await createTokenSigner('RS256');
	const codes = new Codes<string>();
	const issued = { health: '', provider: '' };
	let behaviour = usual;
	const claims = (account: string) => {
		const now = Math.floor(Date.now() / 1000);
		return { account_id: account, iat: now, exp: now + behaviour.tokensEndIn };
	};

	async function healthToken(body: string): Promise<Answer> {
		const form = new URLSearchParams(body);
		if (form.get('client_id') !== healthClient.id || form.get('client_secret') !== healthClient.secret)
			return { status: 401, body: { status: 'error', message: 'Credential is required' } };
		const redirectUri = codes.redeem(form.get('code'));
		if (redirectUri === null) return { status: 422, body: { status: 'error', message: 'Code is invalid' } };
		if (redirectUri !== form.get('redirect_uri'))
			return { status: 422, body: { status: 'error', message: 'Redirect uri is invalid' } };
		issued.health = await healthSigner.sign(claims('165900000000000'), behaviour.healthSignature);
		const data = {
			access_token: issued.health,
			token_type: 'Bearer',
			expires_in: 31_535_998,
			account_id: '165900000000000',
		};
		return { body: { status: 'success', data, message: 'You logged in successfully' } };
	}

	const health = await startPeer(({ url, body, headers }) => {
		switch (url.pathname) {
			case '/oauth/redirect': {
				const to = new URL(url.searchParams.get('redirect_uri') ?? '');
				to.searchParams.set('code', codes.issue(url.searchParams.get('redirect_uri') ?? ''));
				const state = url.searchParams.get('state');
				if (state !== null) to.searchParams.set('state', state);
				return { status: 302, headers: { location: to.href } };
			}
			case '/api/v1/token':
				return healthToken(body);
			case '/api/v1/oauth/public-key':
				return headers.get('client-id') === healthClient.id &&
					headers.get('secret-key') === healthClient.secret
					? { body: healthSigner.publicKey }
					: { status: 422, body: { message: 'Access grant has denied.' } };
			default:
				return notThere;
		}
	});

	async function providerToken(body: string): Promise<Answer> {
		const asked = JSON.parse(body) as Record<string, unknown>;
		const known = asked['client_id'] === providerClient.id && asked['secret_key'] === providerClient.secret;
		if (!known || asked['token_by'] !== 'Health ID')
			return { status: 401, body: { message: 'Authentication is required to access this resource' } };
		if (asked['token'] !== issued.health || !behaviour.hasProviderId)
			return { status: 400, body: { message: 'This user has not provider id' } };
		issued.provider = await providerSigner.sign(claims('250600000084'), behaviour.providerSignature);
		const data = {
			token_type: 'Bearer',
			expires_in: 86_400,
			access_token: issued.provider,
			account_id: '250600000084',
			result: 'Success',
			login_by: 'access_token_health_id',
		};
		return { body: { status: 200, message: 'OK', data } };
	}

	function profile({ headers }: Asked): Answer {
		const known =
			headers.get('client-id') === providerClient.id && headers.get('secret-key') === providerClient.secret;
		if (!known || headers.get('authorization') !== `Bearer ${issued.provider}`)
			return { status: 401, body: { message: 'access_token is invalid' } };
		const data = {
			account_id: behaviour.otherAccount ? '250600000099' : '250600000084',
			hash_cid: createHash('sha256').update(behaviour.cid).digest('hex'),
			provider_id: '0111111111X21',
			title_th: 'นาย',
			special_title_th: 'นายแพทย์',
			name_th: 'สมมติ ทดสอบ',
			name_eng: 'Sommut Thotsop',
			date_of_birth: '1980-01-01',
			organization: behaviour.organization,
		};
		return { body: { status: 200, message: 'OK', data } };
	}

	const provider = await startPeer((asked) => {
		switch (asked.url.pathname) {
			case '/api/v1/services/token':
				return providerToken(asked.body);
			case '/api/v1/services/profile':
				return profile(asked);
			case '/api/v1/services/public-key': {
				const body = JSON.parse(asked.body) as Record<string, unknown>;
				return body['client_id'] === providerClient.id && body['secret_key'] === providerClient.secret
					? { body: providerSigner.publicKey }
					: { status: 401, body: { message: 'Authentication is required to access this resource' } };
			}
			default:
				return notThere;
		}
	});
	return {
		healthUrl: health.url,
		providerUrl: provider.url,
		behave: (next) => {
			behaviour = { ...usual, ...next };
		},
		approve: visit,
		stop: async () => {
			await health.stop();
			await provider.stop();
		},
	};
}
