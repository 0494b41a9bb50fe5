/** Each provider adapter against a peer that behaves as the provider's paper says, and then doesn't. */
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SignedInClaims } from '#lib/server/identity/claims.ts';
import { hubKeys } from '#lib/server/identity/hub-keys.ts';
import { admitted } from '#lib/server/identity/providers/admission.ts';
import { healthIdProvider } from '#lib/server/identity/providers/health-id.ts';
import { createOidcClient } from '#lib/server/identity/providers/oidc-client.ts';
import { oidcProvider } from '#lib/server/identity/providers/oidc.ts';
import type { SignInProvider } from '#lib/server/identity/providers/sign-in-provider.ts';
import { thaidProvider } from '#lib/server/identity/providers/thaid.ts';
import {
	doctorAt,
	healthClient,
	providerClient,
	startHealthIdPeer,
} from './peers/identity/health-id-peer.ts';
import type { HealthIdPeer } from './peers/identity/health-id-peer.ts';
import { oidcClient, startOidcPeer } from './peers/identity/oidc-peer.ts';
import type { OidcPeer } from './peers/identity/oidc-peer.ts';
import { startThaidPeer, thaidClient } from './peers/identity/thaid-peer.ts';
import type { ThaidPeer } from './peers/identity/thaid-peer.ts';

const keys = hubKeys(randomBytes(32));
const redirectUri = 'https://hub.example/sign-in/callback/it';
const doctor = {
	name_th: 'นพ.สมมติ ทดสอบ',
	hospitals: [
		{ hcode: '00015', hcode9: 'AA0000015', name_th: 'รพ.สมมติ', roles: ['rural-doctor', 'emperor'] },
	],
	licence: { profession: 'doctor', verified: true, valid_until: null },
};

/** One round: leave, agree at the provider, come back. `change`: what happens to the way back. */
async function round(
	provider: SignInProvider,
	approve: (address: string) => Promise<URL>,
	options: { readonly stepUp?: boolean; readonly change?: (callback: URL) => URL } = {},
) {
	const begun = await provider.begin({ stepUp: options.stepUp ?? false, now: Date.now() });
	if (!begun.ok) return begun;
	const callback = await approve(begun.value.redirectTo);
	return provider.finish(options.change?.(callback) ?? callback, begun.value.keep, Date.now());
}

function claimsOf(result: Awaited<ReturnType<typeof round>>): SignedInClaims {
	if (!result.ok) throw new Error(result.reason);
	return result.value;
}

describe('OpenID Connect', () => {
	let peer: OidcPeer;
	let provider: SignInProvider;
	beforeAll(async () => {
		peer = await startOidcPeer();
	});
	beforeEach(() => {
		peer.behave({ hub: doctor });
		const client = createOidcClient({
			issuer: peer.issuer,
			clientId: oidcClient.id,
			clientSecret: oidcClient.secret,
			redirectUri,
			scope: 'openid profile',
		});
		provider = oidcProvider(client, { id: 'oidc', name: { th: 'x', en: 'x' }, claim: 'imaging_hub' });
	});
	afterAll(() => peer.stop());
	const go = (options?: Parameters<typeof round>[2]) => round(provider, peer.approve, options);

	it('yields who, where, as what and with which licence; roles that are none of ours give nothing', async () => {
		const claims = claimsOf(await go());
		expect(claims).toMatchObject({
			issuer: peer.issuer,
			subject: 'person-1',
			nameTh: 'นพ.สมมติ ทดสอบ',
			hospitals: [{ hcode: '00015', hcode9: 'AA0000015', roles: ['rural-doctor'] }],
			licence: { profession: 'doctor', verified: true, validUntil: null },
			citizenHmac: null,
		});
		expect(Date.now() - claims.authTime).toBeLessThan(60_000);
	});

	it('threat-4 always sends state, nonce and an S256 challenge, each time others', async () => {
		await go();
		const first = peer.lastAsked;
		await go();
		const second = peer.lastAsked;
		expect(first.get('code_challenge_method')).toBe('S256');
		for (const name of ['state', 'nonce', 'code_challenge']) {
			expect(first.get(name)).toMatch(/^[\w-]{43}$/);
			expect(first.get(name)).not.toBe(second.get(name));
		}
	});

	it.each([
		['a state that is not the attempt’s', (url: URL) => set(url, 'state', 'another')],
		['no state', (url: URL) => set(url, 'state', null)],
		['an answer of another issuer (mix-up)', (url: URL) => set(url, 'iss', 'https://evil.example')],
		['an answer that hides its issuer', (url: URL) => set(url, 'iss', null)],
	])('threat-4 refuses %s', async (_what, change) => {
		expect(await go({ change })).toEqual({ ok: false, reason: 'not-trusted' });
	});

	it.each([
		['an ID token for another attempt', { nonce: 'other' }],
		['an ID token without the nonce', { nonce: 'omit' }],
		['a forged signature', { signature: 'forged' }],
		['a token without a signature', { signature: 'none' }],
		['a token signed with what is public', { signature: 'symmetric' }],
		['a token of another issuer', { issuer: 'https://evil.example' }],
		['a token for another client', { audience: 'somebody-else' }],
	] as const)('threat-4 refuses %s', async (_what, behaviour) => {
		peer.behave({ hub: doctor, ...behaviour });
		expect(await go()).toEqual({ ok: false, reason: 'not-trusted' });
	});

	it('threat-4 refuses a code used before', async () => {
		const begun = await provider.begin({ stepUp: false, now: Date.now() });
		if (!begun.ok) throw new Error(begun.reason);
		const callback = await peer.approve(begun.value.redirectTo);
		claimsOf(await provider.finish(callback, begun.value.keep, Date.now()));
		const again = await provider.finish(callback, begun.value.keep, Date.now());
		expect(again).toEqual({ ok: false, reason: 'provider-refused' });
	});

	it.each(['checked', 'ignored'] as const)(
		'threat-4 refuses a thief’s code put into another attempt, PKCE %s by the provider',
		async (pkce) => {
			peer.behave({ hub: doctor, pkce });
			const victim = await provider.begin({ stepUp: false, now: Date.now() });
			const thief = await provider.begin({ stepUp: false, now: Date.now() });
			if (!victim.ok || !thief.ok) throw new Error('not begun');
			const stolen = (await peer.approve(thief.value.redirectTo)).searchParams.get('code');
			const callback = await peer.approve(victim.value.redirectTo);
			const answer = await provider.finish(set(callback, 'code', stolen), victim.value.keep, Date.now());
			expect(answer).toEqual({
				ok: false,
				reason: pkce === 'checked' ? 'provider-refused' : 'not-trusted',
			});
		},
	);

	it('asks anew for a step-up and believes only a fresh answer', async () => {
		claimsOf(await go({ stepUp: true }));
		expect(peer.lastAsked.get('prompt')).toBe('login');
		expect(peer.lastAsked.get('max_age')).toBe('0');
		peer.behave({ hub: doctor, askedSecondsAgo: 3600 });
		expect(await go({ stepUp: true })).toEqual({ ok: false, reason: 'not-fresh' });
		peer.behave({ hub: doctor, askedSecondsAgo: null });
		expect(await go({ stepUp: true })).toEqual({ ok: false, reason: 'not-fresh' });
	});

	it('counts nobody as asked whose provider doesn’t say when', async () => {
		peer.behave({ hub: doctor, askedSecondsAgo: null });
		expect(claimsOf(await go()).authTime).toBe(0);
	});

	it('says what went wrong: declined, no claim, unreachable now and again reachable', async () => {
		peer.behave({ hub: doctor, declines: true });
		expect(await go()).toEqual({ ok: false, reason: 'declined' });
		peer.behave({ hub: { hospitals: 'all of them' } });
		expect(await go()).toEqual({ ok: false, reason: 'no-role' });
		peer.behave({ hub: null });
		expect(await go()).toEqual({ ok: false, reason: 'no-role' });
		const begun = await provider.begin({ stepUp: false, now: Date.now() });
		if (!begun.ok) throw new Error(begun.reason);
		const callback = await peer.approve(begun.value.redirectTo);
		peer.behave({ down: true });
		const answer = await provider.finish(callback, begun.value.keep, Date.now());
		expect(answer).toEqual({ ok: false, reason: 'provider-unreachable' });
	});

	it('finds a provider that was down at first', async () => {
		peer.behave({ hub: doctor, down: true });
		expect(await go()).toEqual({ ok: false, reason: 'provider-unreachable' });
		peer.behave({ hub: doctor });
		expect((await go()).ok).toBe(true);
	});
});

describe('ThaID', () => {
	let peer: ThaidPeer;
	let provider: SignInProvider;
	beforeAll(async () => {
		peer = await startThaidPeer();
		const { id: clientId, secret: clientSecret } = thaidClient;
		provider = thaidProvider({ issuer: peer.issuer, clientId, clientSecret, redirectUri }, keys);
	});
	beforeEach(() => peer.behave({}));
	afterAll(() => peer.stop());
	const go = (options?: Parameters<typeof round>[2]) => round(provider, peer.approve, options);

	it('proves a citizen and no role, with the number under our own key only', async () => {
		const claims = claimsOf(await go());
		expect(provider.opensSessions).toBe(false);
		expect(claims.hospitals).toEqual([]);
		expect(claims.licence).toBeNull();
		const hash = createHash('sha256').update('1234567890121').digest('hex');
		expect(claims.citizenHmac).toBe(keys.hmac('citizen', hash));
		expect(claims.citizenHmac).not.toContain(hash);
		expect(admitted(claims, Date.now())).toEqual({ ok: false, reason: 'no-role' });
	});

	it.each([
		['a forged signature', { signature: 'forged' }],
		['a token without a signature', { signature: 'none' }],
		['a nonce that nobody here sent', { nonce: 'foreign' }],
		['facts that come bare, without an ID token', { withoutIdToken: true }],
		['a citizen number whose check digit is wrong', { pid: '1234567890123' }],
	] as const)('threat-4 refuses %s', async (_what, behaviour) => {
		peer.behave(behaviour);
		expect(await go()).toEqual({ ok: false, reason: 'not-trusted' });
	});

	it('threat-4 refuses another issuer’s answer, a replayed code, and a token issued before we asked', async () => {
		expect(await go({ change: (url) => set(url, 'iss', 'https://evil.example') })).toEqual({
			ok: false,
			reason: 'not-trusted',
		});
		expect(await go({ change: (url) => set(url, 'code', 'used-before') })).toEqual({
			ok: false,
			reason: 'provider-refused',
		});
		peer.behave({ issuedSecondsAgo: 600 });
		expect(await go({ stepUp: true })).toEqual({ ok: false, reason: 'not-fresh' });
		peer.behave({ declines: true });
		expect(await go()).toEqual({ ok: false, reason: 'declined' });
	});
});

describe('Health ID with Provider ID', () => {
	let peer: HealthIdPeer;
	let provider: SignInProvider;
	beforeAll(async () => {
		peer = await startHealthIdPeer();
		provider = healthIdProvider(
			{
				healthUrl: peer.healthUrl,
				healthClientId: healthClient.id,
				healthSecret: healthClient.secret,
				providerUrl: peer.providerUrl,
				providerClientId: providerClient.id,
				providerSecret: providerClient.secret,
				redirectUri,
			},
			keys,
		);
	});
	beforeEach(() => peer.behave({}));
	afterAll(() => peer.stop());
	const go = (options?: Parameters<typeof round>[2]) => round(provider, peer.approve, options);
	const judged = async () => {
		const claims = claimsOf(await go());
		return admitted(claims, Date.now());
	};

	it('yields a doctor with title, hospital codes as text, and the citizen’s hash under our own key only', async () => {
		const claims = claimsOf(await go());
		const hash = createHash('sha256').update('1234567890121').digest('hex');
		expect(claims).toMatchObject({
			issuer: peer.providerUrl,
			subject: '0111111111X21',
			nameTh: 'นายแพทย์สมมติ ทดสอบ',
			hospitals: [{ hcode: '99001', hcode9: 'ZZ0099001', roles: ['rural-doctor'] }],
			licence: { profession: 'doctor', verified: true, validUntil: null },
			citizenHmac: keys.hmac('citizen', hash),
		});
		expect(JSON.stringify(claims)).not.toContain(hash);
		// Nothing tells when the person was last asked: a year's token must not count as a proof.
		expect(claims.authTime).toBe(0);
	});

	it('a person without a Provider ID (400) gets a sentence of their own', async () => {
		peer.behave({ hasProviderId: false });
		expect(await go()).toEqual({ ok: false, reason: 'no-provider-id' });
	});

	it.each([
		['a Health ID token that Health ID didn’t sign', { healthSignature: 'forged' }],
		['a Provider ID token that Provider ID didn’t sign', { providerSignature: 'forged' }],
		['a token without a signature', { healthSignature: 'none' }],
		['a token signed with what is public', { providerSignature: 'symmetric' }],
		['tokens that have ended', { tokensEndIn: -3600 }],
		['a profile of another account than the token’s', { otherAccount: true }],
	] as const)('threat-4 refuses %s', async (_what, behaviour) => {
		peer.behave(behaviour);
		expect(await go()).toEqual({ ok: false, reason: 'not-trusted' });
	});

	it('threat-4 refuses a code used before, two codes, and a step-up it can’t prove', async () => {
		expect(await go({ change: (url) => set(url, 'code', 'used-before') })).toEqual({
			ok: false,
			reason: 'provider-refused',
		});
		const two = (url: URL): URL => {
			url.searchParams.append('code', 'another');
			return url;
		};
		expect(await go({ change: two })).toEqual({ ok: false, reason: 'not-trusted' });
		expect(await go({ stepUp: true })).toEqual({ ok: false, reason: 'not-fresh' });
	});

	it.each([
		['ended', { license_expired_date: '2020-01-31' }, 'licence-expired'],
		['ended by its Buddhist-era date', { license_expired_date: '2563-01-31' }, 'licence-expired'],
		['with a date that is none', { license_expired_date: 'soon' }, 'licence-unverified'],
		['not verified', { license_id_verify: false }, 'licence-unverified'],
		['not verified, as text', { license_id_verify: 'false' }, 'licence-unverified'],
		['with a word for a truth', { license_id_verify: 'perhaps' }, 'licence-unverified'],
		['missing', { license_id: '', license_id_verify: null }, 'licence-unverified'],
	])('lets nobody in on a licence %s', async (_what, more, reason) => {
		peer.behave({ organization: [doctorAt('99001', more)] });
		expect(await judged()).toEqual({ ok: false, reason });
	});

	it('accepts a verification that comes as text, and a licence good through its last day in Thailand', async () => {
		const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
		const more = { license_id_verify: 'true', license_expired_date: today };
		peer.behave({ organization: [doctorAt('99001', more)] });
		expect((await judged()).ok).toBe(true);
	});

	it('two hospitals: each with its own roles, and none from a licence that doesn’t hold there', async () => {
		const other = doctorAt('99003', { license_id_verify: 'false', is_hr_admin: 'true' });
		const office = doctorAt('', { hcode: null });
		peer.behave({ organization: [doctorAt('00015', { expertise: 'อายุรศาสตร์' }), other, office] });
		const judgement = await judged();
		if (!judgement.ok) throw new Error(judgement.reason);
		expect(judgement.value.hospitals.map(({ hcode, roles }) => [hcode, roles])).toEqual([
			['00015', ['specialist']],
			['99003', ['hospital-admin']],
		]);
	});

	it.each([
		['แพทย์', 'รังสีวิทยาวินิจฉัย', ['radiologist']],
		['นายแพทย์เชี่ยวชาญ', 'รังสีรักษาและมะเร็งวิทยา', ['specialist']],
		['นายแพทย์ปฏิบัติการ', 'เวชปฏิบัติทั่วไป', ['rural-doctor']],
		['พยาบาลวิชาชีพชำนาญการ', null, ['clinic-staff']],
		['นักวิชาการสาธารณสุข', null, ['clinic-staff']],
		['นักรังสีการแพทย์', null, ['clinic-staff']],
		['ทันตแพทย์', null, []],
		['นักเทคนิคการแพทย์', null, []],
		['แพทย์แผนไทย', null, []],
		['นักวิชาการคอมพิวเตอร์', null, []],
	])('takes %s (%s) for %j', async (position, expertise, roles) => {
		peer.behave({ organization: [doctorAt('99001', { position, position_type: '', expertise })] });
		expect(claimsOf(await go()).hospitals[0]?.roles).toEqual(roles);
	});
});

function set(url: URL, name: string, value: string | null): URL {
	const changed = new URL(url);
	if (value === null) changed.searchParams.delete(name);
	else changed.searchParams.set(name, value);
	return changed;
}
