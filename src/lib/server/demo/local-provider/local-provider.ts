/**
 * An identity provider inside this server, for a first look and for tests: the same OpenID Connect road that real providers are
 * asked by, so that there is one way in. Its keys and its client's secret are made at each start and never leave memory; its people
 * are invented; one password opens for all of them, so it isn't for addresses that others reach (app/sign-in-config.ts).
 *
 * `serve.ts` mounts it under /idp, in front of the pages.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { interactionPolicy } from 'oidc-provider';
import type { Configuration } from 'oidc-provider';
import { LocalDoor } from './local-door.ts';
import { hubClaimOf, localPeople } from './local-people.ts';
import { gonePage, pagePolicy } from './local-page.ts';
import { localPath } from './local-path.ts';
import { memoryStore } from './memory-store.ts';

export const localScope = 'openid imaging_hub';
const clientId = 'imaging-hub';

export interface LocalProvider {
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	/** Answers a request whose path begins with `localPath`. */
	handle(request: IncomingMessage, response: ServerResponse): void;
}

export interface LocalProviderOptions {
	/** How browsers reach the server. */
	readonly origin: string;
	readonly redirectUri: string;
	/** six digits, printed at the start */
	readonly password: string;
}

export async function createLocalProvider(options: LocalProviderOptions): Promise<LocalProvider> {
	const { origin, redirectUri, password } = options;
	const clientSecret = randomBytes(32).toString('base64url');
	const issuer = `${origin}${localPath}`;
	const provider = new Provider(issuer, await configuration({ clientSecret, redirectUri }));
	// Always as `outside` below writes them.
	provider.proxy = true;
	const door = new LocalDoor(provider, password);
	const protocol = provider.callback();
	const outside = new URL(origin);
	return {
		issuer,
		clientId,
		clientSecret,
		handle: (request, response) => {
			// Every address it gives out begins with our origin, whatever name the request came by (a back channel, a proxy).
			request.headers.host = outside.host;
			request.headers['x-forwarded-proto'] = outside.protocol.slice(0, -1);
			delete request.headers['x-forwarded-host'];
			request.headers.cookie = withoutSession(request.headers.cookie);
			response.setHeader('content-security-policy', pagePolicy);
			response.setHeader('cache-control', 'no-store');
			const whole = request.url ?? localPath;
			if (whole.startsWith(`${localPath}/interaction/`)) {
				void door.answer(request, response);
				return;
			}
			Object.assign(request, { originalUrl: whole });
			request.url = whole.slice(localPath.length) || '/';
			void protocol(request, response);
		},
	};
}

async function configuration(client: {
	readonly clientSecret: string;
	readonly redirectUri: string;
}): Promise<Configuration> {
	const { privateKey } = await generateKeyPair('ES256', { extractable: true });
	const minutes = (n: number): number => n * 60;
	return {
		adapter: memoryStore(),
		clients: [
			{
				client_id: clientId,
				client_secret: client.clientSecret,
				redirect_uris: [client.redirectUri],
				response_types: ['code'],
				grant_types: ['authorization_code'],
				token_endpoint_auth_method: 'client_secret_basic',
				id_token_signed_response_alg: 'ES256',
			},
		],
		jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'ES256', use: 'sig' }] },
		cookies: { keys: [randomBytes(32).toString('base64url')] },
		scopes: ['openid', 'imaging_hub'],
		claims: { openid: ['sub'], imaging_hub: ['imaging_hub'] },
		findAccount: (_ctx, id) => {
			const person = localPeople.find((each) => each.subject === id);
			if (person === undefined) return undefined;
			return {
				accountId: person.subject,
				claims: async () => ({ sub: person.subject, imaging_hub: hubClaimOf(person) }),
			};
		},
		// A request without PKCE is refused: a code on its own way back must be worth nothing (threat 4).
		pkce: { required: () => true },
		responseTypes: ['code'],
		features: {
			devInteractions: { enabled: false },
			userinfo: { enabled: false },
			rpInitiatedLogout: { enabled: false },
			resourceIndicators: { enabled: false },
			pushedAuthorizationRequests: { enabled: false },
			dPoP: { enabled: false },
		},
		interactions: {
			policy: askedEveryTime(),
			url: (_ctx, interaction) => `${localPath}/interaction/${interaction.uid}`,
		},
		// There is one client and it is ours: nobody is asked to consent to it.
		loadExistingGrant: async (ctx) => {
			const { client: known, session } = ctx.oidc;
			if (known === undefined || session?.accountId === undefined) return undefined;
			const grant = new ctx.oidc.provider.Grant({ clientId: known.clientId, accountId: session.accountId });
			grant.addOIDCScope(localScope);
			await grant.save();
			return grant;
		},
		ttl: {
			AccessToken: minutes(1),
			AuthorizationCode: minutes(1),
			Grant: minutes(10),
			IdToken: minutes(5),
			Interaction: minutes(10),
			Session: minutes(10),
		},
		renderError: (ctx) => {
			ctx.type = 'html';
			ctx.body = gonePage(/(?:^|;\s*)lang=en/.test(ctx.get('cookie')) ? 'en' : 'th');
		},
	};
}

/** The provider's own session: left aside, or becoming another person would first ask the one before to leave. */
function withoutSession(cookies: string | undefined): string {
	const kept = (cookies ?? '').split(';').filter((each) => !/^\s*_session(\.|=)/.test(each));
	return kept.join(';');
}

/** Nobody is remembered: each sign-in shows the people again, or one could never become another. */
function askedEveryTime(): interactionPolicy.DefaultPolicy {
	const policy = interactionPolicy.base();
	policy.remove('consent');
	const { Check } = interactionPolicy;
	policy
		.get('login')
		?.checks.add(
			new Check('asked_every_time', 'the person is chosen anew', (ctx) =>
				ctx.oidc.result?.login === undefined ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
			),
		);
	return policy;
}
