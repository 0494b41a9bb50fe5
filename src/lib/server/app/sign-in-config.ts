/**
 * How people sign in, by the environment. Nothing set: the local identity provider with invented people, on an address of this
 * machine only. docs/decisions/0019 and 0020 say what each provider needs and what its answers are taken for.
 */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

export interface OidcConfig {
	readonly kind: 'oidc';
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly scope: string;
	/** which claim tells hospitals, roles and licence */
	readonly claim: string;
	readonly name: string | null;
}

export interface ThaidConfig {
	readonly kind: 'thaid';
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

export interface HealthIdConfig {
	readonly kind: 'health-id';
	readonly healthUrl: string;
	readonly healthClientId: string;
	readonly healthSecret: string;
	readonly providerUrl: string;
	readonly providerClientId: string;
	readonly providerSecret: string;
}

export type ProviderConfig = OidcConfig | ThaidConfig | HealthIdConfig;

export type SignInConfig =
	/** Links only; nobody signs in. */
	| { readonly kind: 'off' }
	/** The local identity provider and its invented people. */
	| { readonly kind: 'local' }
	| { readonly kind: 'providers'; readonly providers: readonly ProviderConfig[] };

interface Problem {
	readonly variable: string;
	readonly problem: string;
}

const filled = v.pipe(v.string(), v.nonEmpty('must not be empty'));
const address = v.pipe(
	v.string(),
	v.check((text) => URL.canParse(text) && isSafe(new URL(text)), 'must be an https address'),
);
/** To which paths are added. An issuer is compared with what the provider calls itself, slash and all. */
const base = v.pipe(
	address,
	v.transform((text) => text.replace(/\/+$/, '')),
);
const kinds = ['oidc', 'thaid', 'health-id'] as const;

export const signInEnvironment = {
	OIDC_PROVIDER: v.optional(
		v.pipe(
			v.string(),
			v.transform((text) => text.split(',').map((each) => each.trim())),
			v.array(v.picklist(kinds, 'must name oidc, thaid or health-id, with commas between')),
			v.check((list) => new Set(list).size === list.length, 'names one twice'),
		),
	),
	OIDC_ISSUER: v.optional(address),
	OIDC_CLIENT_ID: v.optional(filled),
	OIDC_CLIENT_SECRET: v.optional(filled),
	OIDC_SCOPE: v.optional(
		v.pipe(
			v.string(),
			v.check((text) => text.split(' ').includes('openid'), 'must contain openid'),
		),
		'openid profile',
	),
	OIDC_CLAIM: v.optional(filled, 'imaging_hub'),
	OIDC_NAME: v.optional(v.pipe(filled, v.maxLength(60, 'must have at most 60 characters'))),
	THAID_ISSUER: v.optional(address, 'https://imauth.bora.dopa.go.th'),
	THAID_CLIENT_ID: v.optional(filled),
	THAID_CLIENT_SECRET: v.optional(filled),
	HEALTH_ID_URL: v.optional(base, 'https://moph.id.th'),
	HEALTH_ID_CLIENT_ID: v.optional(filled),
	HEALTH_ID_CLIENT_SECRET: v.optional(filled),
	PROVIDER_ID_URL: v.optional(base, 'https://provider.id.th'),
	PROVIDER_ID_CLIENT_ID: v.optional(filled),
	PROVIDER_ID_SECRET_KEY: v.optional(filled),
	LOCAL_SIGN_IN: v.optional(v.picklist(['off', 'allow-reachable'], 'must be off or allow-reachable')),
};
type SignInEnvironment = v.InferOutput<v.ObjectSchema<typeof signInEnvironment, undefined>>;

/** `host`, `origin`: where the server listens and how browsers reach it. */
export function signInConfig(
	env: SignInEnvironment,
	at: { readonly host: string; readonly origin: string },
): Result<SignInConfig, Problem> {
	const named = env.OIDC_PROVIDER ?? (env.OIDC_ISSUER === undefined ? [] : (['oidc'] as const));
	const stray = named.length > 0 ? undefined : strays.find((variable) => env[variable] !== undefined);
	if (stray !== undefined) return err({ variable: stray, problem: 'needs OIDC_PROVIDER' });
	if (named.length === 0) return local(env, at);
	if (env.LOCAL_SIGN_IN !== undefined)
		return err({ variable: 'LOCAL_SIGN_IN', problem: 'and OIDC_PROVIDER exclude each other' });
	const providers: ProviderConfig[] = [];
	for (const kind of named) {
		const provider = providerConfig(kind, env);
		if (!provider.ok) return provider;
		providers.push(provider.value);
	}
	if (providers.every((each) => each.kind === 'thaid'))
		return err({
			variable: 'OIDC_PROVIDER',
			problem: 'must name oidc or health-id beside thaid, which proves a citizen and no role at a hospital',
		});
	return ok({ kind: 'providers', providers });
}

const strays = [
	'OIDC_CLIENT_ID',
	'OIDC_CLIENT_SECRET',
	'THAID_CLIENT_ID',
	'THAID_CLIENT_SECRET',
	'HEALTH_ID_CLIENT_ID',
	'HEALTH_ID_CLIENT_SECRET',
	'PROVIDER_ID_CLIENT_ID',
	'PROVIDER_ID_SECRET_KEY',
] as const;

/** Whoever reaches the local provider and learns its password signs in as anybody: on this machine only, unless asked for by name. */
function local(
	env: SignInEnvironment,
	{ host, origin }: { readonly host: string; readonly origin: string },
): Result<SignInConfig, Problem> {
	if (env.LOCAL_SIGN_IN === 'off') return ok({ kind: 'off' });
	const reachable = !isLoopback(host) || !isLoopback(new URL(origin).hostname);
	return reachable && env.LOCAL_SIGN_IN !== 'allow-reachable'
		? err({
				variable: 'LOCAL_SIGN_IN',
				problem:
					'must be off or allow-reachable, or OIDC_PROVIDER be set: HOST or ORIGIN lets others reach the demo sign-in',
			})
		: ok({ kind: 'local' });
}

function providerConfig(
	kind: (typeof kinds)[number],
	env: SignInEnvironment,
): Result<ProviderConfig, Problem> {
	let missing: string | null = null;
	const needed = (key: keyof SignInEnvironment): string => {
		const value = env[key];
		if (typeof value === 'string') return value;
		missing ??= key;
		return '';
	};
	const config = ((): ProviderConfig => {
		switch (kind) {
			case 'oidc':
				return {
					kind,
					issuer: needed('OIDC_ISSUER'),
					clientId: needed('OIDC_CLIENT_ID'),
					clientSecret: needed('OIDC_CLIENT_SECRET'),
					scope: env.OIDC_SCOPE,
					claim: env.OIDC_CLAIM,
					name: env.OIDC_NAME ?? null,
				};
			case 'thaid':
				return {
					kind,
					issuer: env.THAID_ISSUER,
					clientId: needed('THAID_CLIENT_ID'),
					clientSecret: needed('THAID_CLIENT_SECRET'),
				};
			case 'health-id':
				return {
					kind,
					healthUrl: env.HEALTH_ID_URL,
					healthClientId: needed('HEALTH_ID_CLIENT_ID'),
					healthSecret: needed('HEALTH_ID_CLIENT_SECRET'),
					providerUrl: env.PROVIDER_ID_URL,
					providerClientId: needed('PROVIDER_ID_CLIENT_ID'),
					providerSecret: needed('PROVIDER_ID_SECRET_KEY'),
				};
		}
	})();
	return missing === null
		? ok(config)
		: err({ variable: missing, problem: `is needed by OIDC_PROVIDER=${kind}` });
}

/** Tokens and secrets travel there: plain http to this machine only. */
function isSafe(url: URL): boolean {
	return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

export function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
