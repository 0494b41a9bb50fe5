import { describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

function read(env: Record<string, string>) {
	const config = readConfig(env);
	return config.ok ? config.value.signIn : `${config.reason.variable} ${config.reason.problem}`;
}

const oidc = { OIDC_ISSUER: 'https://id.example/realm/', OIDC_CLIENT_ID: 'hub', OIDC_CLIENT_SECRET: 's' };
const thaid = { THAID_CLIENT_ID: 'hub', THAID_CLIENT_SECRET: 's' };
const health = {
	HEALTH_ID_CLIENT_ID: 'hub',
	HEALTH_ID_CLIENT_SECRET: 's',
	PROVIDER_ID_CLIENT_ID: 'hub',
	PROVIDER_ID_SECRET_KEY: 's',
};

describe('how people sign in', () => {
	it('is the local provider when nothing is said, on an address of this machine', () => {
		for (const HOST of ['127.0.0.1', '127.0.0.2', 'localhost', '::1'])
			expect(read({ HOST })).toEqual({ kind: 'local' });
	});

	it.each([
		{ HOST: '0.0.0.0' },
		{ HOST: '::' },
		{ HOST: '192.168.1.20' },
		{ HOST: '127.0.0.1.evil.example' },
		{ ORIGIN: 'https://hub.example' },
	])('threat-4 the local provider refuses an address that others reach: %j', (env) => {
		expect(read(env)).toMatch(/^LOCAL_SIGN_IN must be off or allow-reachable/);
		expect(read({ ...env, LOCAL_SIGN_IN: 'off' })).toEqual({ kind: 'off' });
		expect(read({ ...env, LOCAL_SIGN_IN: 'allow-reachable' })).toEqual({ kind: 'local' });
		expect(read({ ...env, ...oidc })).toMatchObject({ kind: 'providers' });
	});

	it('takes the issuer as it is written, and several providers in their order', () => {
		expect(read(oidc)).toEqual({
			kind: 'providers',
			providers: [
				{
					kind: 'oidc',
					issuer: 'https://id.example/realm/',
					clientId: 'hub',
					clientSecret: 's',
					scope: 'openid profile',
					claim: 'imaging_hub',
					name: null,
				},
			],
		});
		const both = read({ OIDC_PROVIDER: 'health-id, thaid', ...health, ...thaid });
		expect(both).toMatchObject({
			providers: [
				{ kind: 'health-id', healthUrl: 'https://moph.id.th', providerUrl: 'https://provider.id.th' },
				{ kind: 'thaid', issuer: 'https://imauth.bora.dopa.go.th' },
			],
		});
	});

	it.each([
		[{ OIDC_PROVIDER: 'google' }, 'OIDC_PROVIDER'],
		[{ OIDC_PROVIDER: 'oidc,oidc', ...oidc }, 'OIDC_PROVIDER'],
		[{ OIDC_PROVIDER: 'thaid', ...thaid }, 'OIDC_PROVIDER'],
		[{ OIDC_PROVIDER: 'oidc' }, 'OIDC_ISSUER'],
		[{ ...oidc, OIDC_CLIENT_SECRET: '' }, 'OIDC_CLIENT_SECRET'],
		[{ ...oidc, OIDC_ISSUER: 'http://id.example' }, 'OIDC_ISSUER'],
		[{ ...oidc, OIDC_SCOPE: 'profile' }, 'OIDC_SCOPE'],
		[{ OIDC_CLIENT_ID: 'hub' }, 'OIDC_CLIENT_ID'],
		[{ ...thaid }, 'THAID_CLIENT_ID'],
		[{ OIDC_PROVIDER: 'health-id', ...health, PROVIDER_ID_SECRET_KEY: '' }, 'PROVIDER_ID_SECRET_KEY'],
		[{ OIDC_PROVIDER: 'health-id', ...health, HEALTH_ID_URL: 'ftp://x' }, 'HEALTH_ID_URL'],
		[{ LOCAL_SIGN_IN: 'yes' }, 'LOCAL_SIGN_IN'],
		[{ ...oidc, LOCAL_SIGN_IN: 'off' }, 'LOCAL_SIGN_IN'],
	])('%j stops the start at %s', (env, variable) => {
		expect(read(env)).toMatch(new RegExp(`^${variable} `));
	});
});
