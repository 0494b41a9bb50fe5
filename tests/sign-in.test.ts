/** The whole road through the production server, with providers as peers: what a person meets, and what a thief does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Browser } from './browser.ts';
import type { Step } from './browser.ts';
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
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

const licence = { profession: 'doctor', verified: true, valid_until: null };
const at = (hcode: string, roles: readonly string[] = ['rural-doctor']) => ({
	hcode,
	name_th: `รพ.สมมติ ${hcode}`,
	roles,
});
const doctor = { name_th: 'นพ.สมมติ ทดสอบ', hospitals: [at('00015')], licence };

describe('through providers', () => {
	let oidc: OidcPeer;
	let thaid: ThaidPeer;
	let health: HealthIdPeer;
	let server: TestServer;
	beforeAll(async () => {
		[oidc, thaid, health] = await Promise.all([startOidcPeer(), startThaidPeer(), startHealthIdPeer()]);
		server = await startServer({
			env: {
				OIDC_PROVIDER: 'oidc,thaid,health-id',
				OIDC_ISSUER: oidc.issuer,
				OIDC_CLIENT_ID: oidcClient.id,
				OIDC_CLIENT_SECRET: oidcClient.secret,
				THAID_ISSUER: thaid.issuer,
				THAID_CLIENT_ID: thaidClient.id,
				THAID_CLIENT_SECRET: thaidClient.secret,
				HEALTH_ID_URL: health.healthUrl,
				HEALTH_ID_CLIENT_ID: healthClient.id,
				HEALTH_ID_CLIENT_SECRET: healthClient.secret,
				PROVIDER_ID_URL: health.providerUrl,
				PROVIDER_ID_CLIENT_ID: providerClient.id,
				PROVIDER_ID_SECRET_KEY: providerClient.secret,
			},
		});
	});
	beforeEach(() => {
		oidc.behave({ hub: doctor });
		thaid.behave({});
		health.behave({});
	});
	afterAll(async () => {
		await server.stop();
		await Promise.all([oidc.stop(), thaid.stop(), health.stop()]);
	});

	type Provider = 'oidc' | 'thaid' | 'health-id';
	/** Presses the button; the answer is on its way to the provider. */
	const leave = (browser: Browser, provider: Provider, more: Readonly<Record<string, string>> = {}) =>
		browser.step(`${server.origin}/sign-in/start`, { provider, ...more });
	/** ... and comes back as far as our callback's address, which isn't opened yet. */
	const comeBack = async (browser: Browser, provider: Provider, more?: Readonly<Record<string, string>>) => {
		const left = await leave(browser, provider, more);
		const back = await browser.step(left.location ?? '');
		return back.location ?? new URL(server.origin);
	};
	const signIn = async (browser: Browser, provider: Provider, more?: Readonly<Record<string, string>>) =>
		browser.step(await comeBack(browser, provider, more));
	const session = async (browser: Browser) => {
		const step = await browser.step(`${server.origin}/api/session`);
		return { status: step.status, view: JSON.parse(step.text) as Record<string, unknown> };
	};
	const problemIn = (step: Step): string | null => step.location?.searchParams.get('problem') ?? null;

	it('signs a person in and goes on to the page that was asked for', async () => {
		const browser = new Browser();
		const step = await signIn(browser, 'oidc', { returnTo: '/worklist?state=open#row-7' });
		expect(step.status).toBe(303);
		expect(step.location?.href).toBe(`${server.origin}/worklist?state=open#row-7`);
		expect(await session(browser)).toMatchObject({ status: 200 });
	});

	it('shows a button for each provider that opens sessions, in Thai and in English', async () => {
		const thai = await new Browser().step(`${server.origin}/sign-in`);
		expect(thai.text).toContain('<html lang="th">');
		expect([...thai.text.matchAll(/name="provider" value="([\w-]+)"/g)].map(([, id]) => id)).toEqual([
			'oidc',
			'health-id',
		]);
		const english = await new Browser().step(`${server.origin}/sign-in?lang=en&prove=1`);
		expect([...english.text.matchAll(/name="provider" value="([\w-]+)"/g)].map(([, id]) => id)).toEqual([
			'oidc',
			'thaid',
		]);
	});

	it('threat-4 login CSRF: a callback in a browser that didn’t begin it opens nothing', async () => {
		const thief = new Browser();
		const victim = new Browser();
		for (const provider of ['oidc', 'health-id'] as const) {
			const step = await victim.step(await comeBack(thief, provider));
			expect(problemIn(step)).toBe('sign-in-expired');
		}
		expect((await session(victim)).status).toBe(401);
	});

	it('threat-4 login CSRF: nor in a browser that began an attempt of its own', async () => {
		const thief = new Browser();
		const victim = new Browser();
		for (const provider of ['oidc', 'health-id'] as const) {
			await leave(victim, provider);
			const step = await victim.step(await comeBack(thief, provider));
			expect(problemIn(step)).toBe('sign-in-expired');
			expect((await session(victim)).status).toBe(401);
		}
	});

	it.each(['oidc', 'health-id'] as const)(
		'threat-4 %s: no state, two states and another state are refused',
		async (provider) => {
			for (const change of [
				(url: URL) => url.searchParams.delete('state'),
				(url: URL) => url.searchParams.append('state', 'x'),
				(url: URL) => url.searchParams.set('state', 'x'),
			]) {
				const browser = new Browser();
				const callback = await comeBack(browser, provider);
				change(callback);
				expect(problemIn(await browser.step(callback))).toBe('sign-in-expired');
				expect((await session(browser)).status).toBe(401);
			}
		},
	);

	it('threat-4 a callback works once, even with the cookie put back', async () => {
		const browser = new Browser();
		const callback = await comeBack(browser, 'health-id');
		const kept = new Map(browser.cookies(server.origin));
		expect((await browser.step(callback)).location?.pathname).toBe('/worklist');
		expect(problemIn(await browser.step(callback))).toBe('sign-in-expired');
		const other = await fetch(callback, {
			redirect: 'manual',
			headers: { cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; ') },
		});
		expect(other.headers.get('location')).toContain('problem=sign-in-expired');
	});

	it('threat-4 mix-up: what was begun with one provider can’t be finished at another’s address', async () => {
		const browser = new Browser();
		const callback = await comeBack(browser, 'oidc');
		callback.pathname = '/sign-in/callback/health-id';
		expect(problemIn(await browser.step(callback))).toBe('sign-in-expired');
		const again = await comeBack(browser, 'oidc');
		again.searchParams.set('iss', 'https://evil.example');
		expect(problemIn(await browser.step(again))).toBe('not-trusted');
	});

	it('threat-4 a changed or foreign cookie is no attempt', async () => {
		const browser = new Browser();
		const callback = await comeBack(browser, 'oidc');
		const sealed = browser.cookies(server.origin).get('hub-sign-in') ?? '';
		const flipped = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
		for (const cookie of [flipped, 'x', '', 'A'.repeat(3000)]) {
			const answer = await fetch(callback, {
				redirect: 'manual',
				headers: { cookie: `hub-sign-in=${cookie}` },
			});
			expect(answer.headers.get('location')).toContain('problem=sign-in-expired');
		}
	});

	it('threat-4 a sign-in can’t be begun from a foreign page', async () => {
		const answer = await fetch(`${server.origin}/sign-in/start`, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin: 'https://evil.example' },
			body: new URLSearchParams({ provider: 'oidc' }),
		});
		expect(answer.status).toBe(403);
		expect(answer.headers.getSetCookie()).toEqual([]);
	});

	it.each([
		'https://evil.example/',
		'//evil.example/',
		'/\\evil.example',
		'/\t/evil.example',
		'\\\\evil.example',
		'javascript:alert(1)',
		'worklist',
		'/sign-in',
		'/api/session',
	])('threat-4 open redirect: %j leads home', async (returnTo) => {
		const page = await new Browser().step(
			`${server.origin}/sign-in?${new URLSearchParams({ returnTo }).toString()}`,
		);
		expect(page.text).toContain('name="returnTo" value="/"');
		const step = await signIn(new Browser(), 'oidc', { returnTo });
		expect(step.location?.href).toBe(`${server.origin}/worklist`);
	});

	it('threat-10 what stands in the address is text on the page', async () => {
		const returnTo = '/worklist?"><script>alert(1)</script>';
		const page = await new Browser().step(
			`${server.origin}/sign-in?${new URLSearchParams({ returnTo, problem: '<img src=x>' }).toString()}`,
		);
		expect(page.text).not.toContain('<script>alert');
		expect(page.text).not.toContain('<img src=x');
		oidc.behave({
			hub: { name_th: '<script>alert(1)</script>', hospitals: [at('00015'), at('00016')], licence },
		});
		const browser = new Browser();
		const choose = await browser.go(await comeBack(browser, 'oidc'));
		expect(choose.url.pathname).toBe('/sign-in/hospital');
		expect(choose.text).not.toContain('<script>alert');
		expect(choose.text).toContain('alert(1)');
	});

	it('threat-5 what the browser holds is HttpOnly, unreadable, and new at each sign-in', async () => {
		const browser = new Browser();
		const left = await leave(browser, 'oidc');
		const attempt = left.headers.getSetCookie().find((each) => each.startsWith('hub-sign-in='));
		expect(attempt).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
		const state = left.location?.searchParams.get('state') ?? '';
		const value = decodeURIComponent(/^hub-sign-in=([^;]*)/.exec(attempt ?? '')?.[1] ?? '');
		expect(Buffer.from(value, 'base64url').toString('latin1')).not.toContain(state);
		const back = await browser.step(left.location ?? '');
		const step = await browser.step(back.location ?? '');
		for (const cookie of step.headers.getSetCookie()) expect(cookie).toMatch(/HttpOnly/);
		expect(step.location?.search).toBe('');
		const first = browser.cookies(server.origin).get('hub-staff');
		await signIn(browser, 'oidc');
		const second = browser.cookies(server.origin).get('hub-staff');
		expect(first).toMatch(/^[\w-]{43}$/);
		expect(second).not.toBe(first);
		const old = await fetch(`${server.origin}/api/session`, { headers: { cookie: `hub-staff=${first}` } });
		expect(old.status).toBe(401);
	});

	it('asks people of two hospitals which one they act for, and lets them choose no other', async () => {
		health.behave({ organization: [doctorAt('99001'), doctorAt('99003')] });
		const browser = new Browser();
		const choose = await browser.go(await comeBack(browser, 'health-id', { returnTo: '/studies/1.2' }));
		expect(choose.url.pathname).toBe('/sign-in/hospital');
		expect(choose.text).toContain('โรงพยาบาลสมมติ 99003');
		expect((await session(browser)).status).toBe(401);
		const kept = new Map(browser.cookies(server.origin));
		const chosen = await browser.step(choose.url, { hospital: '99003' });
		expect(chosen.location?.pathname).toBe('/studies/1.2');
		expect((await session(browser)).view).toMatchObject({ hospital: { hcode: '99003' } });
		// What was established is used up.
		const again = await fetch(choose.url, {
			method: 'POST',
			redirect: 'manual',
			headers: {
				origin: server.origin,
				cookie: [...kept].map(([name, value]) => `${name}=${value}`).join('; '),
			},
			body: new URLSearchParams({ hospital: '99001' }),
		});
		expect(again.headers.get('location')).toContain('problem=sign-in-expired');
		const other = new Browser();
		const offered = await other.go(await comeBack(other, 'health-id'));
		const foreign = await other.step(offered.url, { hospital: '99002' });
		expect(problemIn(foreign)).not.toBeNull();
		expect((await session(other)).status).toBe(401);
	});

	it.each([
		['no-provider-id', () => health.behave({ hasProviderId: false })],
		[
			'licence-expired',
			() => health.behave({ organization: [doctorAt('99001', { license_expired_date: '2020-01-31' })] }),
		],
		[
			'licence-unverified',
			() => health.behave({ organization: [doctorAt('99001', { license_id_verify: 'false' })] }),
		],
		['no-role', () => health.behave({ organization: [doctorAt('99001', { position: 'ทันตแพทย์' })] })],
		['not-trusted', () => health.behave({ providerSignature: 'forged' })],
	])('says %s in a sentence of its own and opens nothing', async (problem, behave) => {
		behave();
		const browser = new Browser();
		const page = await browser.go(await comeBack(browser, 'health-id', { returnTo: '/worklist?a=1' }));
		expect(page.url.searchParams.get('problem')).toBe(problem);
		expect(page.text).toMatch(/role="alert">[^<]*[ก-๙]/);
		expect(page.text).toContain('value="/worklist?a=1"');
		expect((await session(browser)).status).toBe(401);
	});

	it('ThaID alone opens nothing, and steps up the person it knows and no other', async () => {
		const browser = new Browser();
		expect((await leave(browser, 'thaid')).status).toBe(400);
		await signIn(browser, 'health-id');
		const before = browser.cookies(server.origin).get('hub-staff');
		thaid.behave({ pid: '1101700203450' });
		const other = await signIn(browser, 'thaid', { 'step-up': '1', returnTo: '/worklist' });
		expect(problemIn(other)).toBe('other-person');
		expect(browser.cookies(server.origin).get('hub-staff')).toBe(before);
		thaid.behave({ pid: '1234567890121' });
		const same = await signIn(browser, 'thaid', { 'step-up': '1', returnTo: '/worklist' });
		expect(same.location?.href).toBe(`${server.origin}/worklist`);
		expect(browser.cookies(server.origin).get('hub-staff')).not.toBe(before);
		expect((await session(browser)).view).toMatchObject({ hospital: { hcode: '99001' } });
	});

	it('a step-up by another account doesn’t touch the session; a provider that didn’t ask proves nothing', async () => {
		const browser = new Browser();
		await signIn(browser, 'oidc');
		const before = browser.cookies(server.origin).get('hub-staff');
		oidc.behave({ hub: doctor, subject: 'person-2' });
		expect(problemIn(await signIn(browser, 'oidc', { 'step-up': '1' }))).toBe('other-person');
		oidc.behave({ hub: doctor, askedSecondsAgo: 900 });
		expect(problemIn(await signIn(browser, 'oidc', { 'step-up': '1' }))).toBe('not-fresh');
		expect(browser.cookies(server.origin).get('hub-staff')).toBe(before);
		oidc.behave({ hub: doctor });
		expect((await signIn(browser, 'oidc', { 'step-up': '1' })).location?.pathname).toBe('/worklist');
	});

	it('threat-22 the log holds no name, code, token or citizen number of anybody', async () => {
		const browser = new Browser();
		const callback = await comeBack(browser, 'health-id');
		await browser.step(callback);
		const output = server.output();
		for (const secret of [
			callback.searchParams.get('code') ?? '?',
			callback.searchParams.get('state') ?? '?',
			browser.cookies(server.origin).get('hub-staff') ?? '?',
			'สมมติ ทดสอบ',
			'1234567890121',
			'0111111111X21',
			healthClient.secret,
		])
			expect(output).not.toContain(secret);
	});
});
