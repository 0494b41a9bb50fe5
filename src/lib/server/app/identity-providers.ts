/** The providers as configured; without any, the local one. */
import { createLocalProvider, localScope } from '#lib/server/demo/local-provider/local-provider.ts';
import type { LocalProvider } from '#lib/server/demo/local-provider/local-provider.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';
import { healthIdProvider } from '#lib/server/identity/providers/health-id.ts';
import { createOidcClient } from '#lib/server/identity/providers/oidc-client.ts';
import type { OidcClientSettings } from '#lib/server/identity/providers/oidc-client.ts';
import { oidcProvider } from '#lib/server/identity/providers/oidc.ts';
import type { ProviderId, SignInProvider } from '#lib/server/identity/providers/sign-in-provider.ts';
import { thaidProvider } from '#lib/server/identity/providers/thaid.ts';
import { isIP } from 'node:net';
import type { Config } from './config.ts';
import type { ProviderConfig } from './sign-in-config.ts';

export interface SignIn {
	/** In the order of their buttons; empty: nobody signs in here. */
	readonly providers: readonly SignInProvider[];
	/** null: real ones are configured, or none is wanted */
	readonly local: (LocalProvider & { readonly password: string }) | null;
}

/** A callback of its own for each provider: an answer of one can't be passed off as another's (mix-up, RFC 9700 4.4). */
export function callbackPath(provider: ProviderId): string {
	return `/sign-in/callback/${provider}`;
}

export async function openSignIn(config: Config, keys: HubKeys): Promise<SignIn> {
	const { signIn } = config;
	switch (signIn.kind) {
		case 'off':
			return { providers: [], local: null };
		case 'providers':
			return {
				providers: signIn.providers.map((each) => providerOf(each, config, keys)),
				local: null,
			};
		case 'local': {
			const password = demoPassword(keys);
			const redirectUri = config.origin + callbackPath('local');
			const local = await createLocalProvider({ origin: config.origin, redirectUri, password });
			const client = createOidcClient({
				issuer: local.issuer,
				clientId: local.clientId,
				clientSecret: local.clientSecret,
				redirectUri,
				scope: localScope,
				fetch: backChannel(config),
			});
			const name = { th: 'บัญชีตัวอย่าง', en: 'an example account' };
			const provider = oidcProvider(client, { id: 'local', name, claim: 'imaging_hub' });
			return { providers: [provider], local: { ...local, password } };
		}
	}
}

function providerOf(provider: ProviderConfig, config: Config, keys: HubKeys): SignInProvider {
	const redirectUri = config.origin + callbackPath(provider.kind);
	switch (provider.kind) {
		case 'oidc': {
			const { issuer, clientId, clientSecret, scope, claim } = provider;
			const client = createOidcClient({ issuer, clientId, clientSecret, scope, redirectUri });
			const name = { th: provider.name ?? 'บัญชีของหน่วยงาน', en: provider.name ?? 'your work account' };
			return oidcProvider(client, { id: 'oidc', name, claim });
		}
		case 'thaid': {
			const { issuer, clientId, clientSecret } = provider;
			return thaidProvider({ issuer, clientId, clientSecret, redirectUri }, keys);
		}
		case 'health-id':
			return healthIdProvider({ ...provider, redirectUri }, keys);
	}
}

/** The same at every start of a data folder, known to whoever reads the server's output. */
function demoPassword(keys: HubKeys): string {
	const number = keys.key('demo password').readUInt32BE() % 1_000_000;
	return String(number).padStart(6, '0');
}

/** From this process to itself: by the address it listens on, since the one browsers use may lead through a proxy. */
function backChannel({ host, port, origin }: Config): NonNullable<OidcClientSettings['fetch']> {
	const all = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
	const here = `http://${isIP(all) === 6 ? `[${all}]` : all}:${port}`;
	return (url, { body, ...init }) =>
		fetch(url.startsWith(`${origin}/`) ? here + url.slice(origin.length) : url, {
			...init,
			// The library sends forms and nothing else.
			body: body instanceof URLSearchParams ? body : null,
		});
}
