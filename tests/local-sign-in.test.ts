/** The identity provider inside the server: the demo's people, one password, the same road as through any other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from './browser.ts';
import type { Step } from './browser.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

describe('through the local provider', () => {
	let server: TestServer;
	let password: string;
	beforeAll(async () => {
		server = await startServer();
		password = /PASSWORD (\d{6})/.exec(server.output())?.[1] ?? '';
	});
	afterAll(() => server.stop());

	const choose = async (browser: Browser, form: Readonly<Record<string, string>> = {}) => {
		const started = await browser.step(`${server.origin}/sign-in/start`, { provider: 'local', ...form });
		return browser.go(started.location ?? '');
	};

	it('prints where to go, the password and whom one can be', () => {
		const output = server.output();
		expect(output).toContain(`${server.origin}/sign-in\nPASSWORD ${password}\n`);
		for (const id of ['rural-doctor', 'nurse', 'specialist', 'radiologist', 'operator'])
			expect(output).toMatch(new RegExp(`^ {2}${id} +99\\d{3}`, 'm'));
	});

	it('shows the people at every sign-in, and lets the chosen one in', async () => {
		const browser = new Browser();
		for (const [person, hcode] of [
			['demo-nurse', '99001'],
			['demo-specialist', '99002'],
		] as const) {
			const page = await choose(browser, { returnTo: '/worklist?x=1' });
			expect(page.url.pathname).toMatch(/^\/idp\/interaction\//);
			expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
			// Or browsers would send its form without saying where it is from, which the gate refuses.
			expect(page.text).toContain('<meta name="referrer" content="same-origin">');
			const arrived = await browser.go(page.url, { form: { password, person }, stop: /\/worklist/ });
			expect(arrived.location?.href).toBe(`${server.origin}/worklist?x=1`);
			const answer = await browser.step(`${server.origin}/api/session`);
			expect(JSON.parse(answer.text)).toMatchObject({ hospital: { hcode } });
		}
	});

	it.each([
		['demo-rural-doctor', '/worklist'],
		['demo-nurse', '/worklist'],
		['demo-specialist', '/consults'],
		['demo-coordinator', '/worklist'],
		['demo-privacy-officer', '/oversight'],
		['demo-hospital-admin', '/admin'],
	])('%s who asked for nothing comes to %s', async (person, home) => {
		const browser = new Browser();
		const stop = /\/(worklist|consults|oversight|admin)$/;
		const arrived = await browser.go((await choose(browser)).url, { form: { password, person }, stop });
		expect(arrived.location?.href).toBe(`${server.origin}${home}`);
	});

	it('whoever began at a list that is not theirs is led to their own', async () => {
		const browser = new Browser();
		const page = await choose(browser, { returnTo: '/worklist' });
		const form = { password, person: 'demo-hospital-admin' };
		const arrived = await browser.go(page.url, { form, stop: /\/(worklist|admin)$/ });
		expect(arrived.location?.pathname).toBe('/admin');
	});

	it('a step-up asks again and is fresh', async () => {
		const browser = new Browser();
		const form = { password, person: 'demo-rural-doctor' };
		await browser.go((await choose(browser)).url, { form, stop: /\/worklist/ });
		const before = browser.cookies(server.origin).get('hub-staff');
		const page = await choose(browser, { 'step-up': '1' });
		expect(page.url.pathname).toMatch(/^\/idp\/interaction\//);
		const arrived = await browser.go(page.url, { form, stop: /\/worklist/ });
		expect(arrived.location?.pathname).toBe('/worklist');
		expect(browser.cookies(server.origin).get('hub-staff')).not.toBe(before);
	});

	it('threat-4 refuses a request without PKCE, with a plain challenge, and for another address', async () => {
		const ask = async (more: Readonly<Record<string, string>>) => {
			const asked = {
				client_id: 'imaging-hub',
				response_type: 'code',
				scope: 'openid imaging_hub',
				redirect_uri: `${server.origin}/sign-in/callback/local`,
				state: 'x',
				...more,
			};
			return new Browser().step(`${server.origin}/idp/auth?${new URLSearchParams(asked).toString()}`);
		};
		const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
		const error = (step: Step) => step.location?.searchParams.get('error');
		expect(error(await ask({}))).toBe('invalid_request');
		const plain = { code_challenge: challenge, code_challenge_method: 'plain' };
		expect(error(await ask(plain))).toBe('invalid_request');
		const elsewhere = await ask({
			code_challenge: challenge,
			code_challenge_method: 'S256',
			redirect_uri: 'https://evil.example/',
		});
		expect([elsewhere.status, elsewhere.location]).toEqual([400, null]);
		expect(elsewhere.text).toContain('เริ่มใหม่');
	});

	it('threat-4 the page of one browser is none in another', async () => {
		const page = await choose(new Browser());
		const form = { password, person: 'demo-operator' };
		expect((await new Browser().step(page.url)).status).toBe(400);
		expect((await new Browser().step(page.url, form)).status).toBe(400);
	});

	it('threat-8 a wrong password is told, and guessing ends after a few', async () => {
		const browser = new Browser();
		const page = await choose(browser);
		const wrong = password === '000000' ? '000001' : '000000';
		const told = await browser.step(page.url, { password: wrong, person: 'demo-nurse' });
		expect(told.status).toBe(403);
		expect(told.text).toContain('aria-invalid="true"');
		let last = told;
		for (let n = 0; n < 25; n++)
			last = await browser.step(page.url, { password: wrong, person: 'demo-nurse' });
		expect(last.status).toBe(429);
		const right = await browser.step(page.url, { password, person: 'demo-nurse' });
		expect(right.status).toBe(429);
	});

	it('sends people who came by another name of this machine to the one that providers know', async () => {
		const { port } = new URL(server.origin);
		const step = await new Browser().step(`http://localhost:${port}/sign-in?returnTo=%2Fworklist`);
		expect(step.location?.href).toBe(`${server.origin}/sign-in?returnTo=%2Fworklist`);
	});

	it('threat-9 its pages and redirects carry the headers of every other answer', async () => {
		const page = await choose(new Browser());
		const redirect = await fetch(`${server.origin}/idp/auth`, { redirect: 'manual' });
		for (const headers of [page.headers, redirect.headers]) {
			expect(headers.get('referrer-policy')).toBe('no-referrer');
			expect(headers.get('x-content-type-options')).toBe('nosniff');
			expect(headers.get('x-frame-options')).toBe('DENY');
			expect(headers.get('cache-control')).toContain('no-store');
			expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
		}
	});

	it('threat-4 takes nothing from a foreign page, and no more than a form', async () => {
		const page = await choose(new Browser());
		const post = (headers: Record<string, string>, body = 'password=1') =>
			fetch(page.url, { method: 'POST', headers, body });
		const foreign = await post({ origin: 'https://evil.example' });
		expect([foreign.status, await foreign.json()]).toEqual([403, { code: 'foreign-origin' }]);
		expect((await post({})).status).toBe(403);
		const large = await post({ origin: server.origin }, 'x'.repeat(70_000));
		expect([large.status, await large.json()]).toEqual([413, { code: 'too-large' }]);
		expect(server.output()).toContain('"route":"/idp"');
	});

	// The last one: nobody signs in here for a minute after it.
	it('threat-8 stands behind the limits of signing in', async () => {
		const headers = { accept: 'text/html' };
		const ask = () => fetch(`${server.origin}/idp/auth`, { headers, redirect: 'manual' });
		const answers = await Promise.all(Array.from({ length: 301 }, ask));
		const stopped = answers.find(({ status }) => status === 429);
		expect(Number(stopped?.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(stopped?.headers.get('x-frame-options')).toBe('DENY');
		expect(await stopped?.text()).toContain('คำขอมากเกินไป');
		// The people's own way in stands behind the same limit: what was spent here is missing there.
		expect((await fetch(`${server.origin}/sign-in`)).status).toBe(429);
	});
});
