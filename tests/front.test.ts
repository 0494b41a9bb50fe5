/** The server as a whole, from outside: what surrounds every request, the way in by a link, start and end. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import { startPostgres } from './peers/postgres.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

const root = join(import.meta.dirname, '..');
const lineAgent =
	'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari Line/14.9.0';

let server: TestServer;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const secretOf = (url: string): string => new URL(url).hash.slice(1);
const wrongOf = (pin: string): string => (pin === '000000' ? '000001' : '000000');

function redeem(secret: string, pin: string, headers: Record<string, string> = {}): Promise<Response> {
	return fetch(`${server.origin}/api/links/redeem`, {
		method: 'POST',
		headers: { origin: server.origin, 'content-type': 'application/json', ...headers },
		body: JSON.stringify({ secret, pin }),
	});
}

const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
const asGuest = (path: string, cookie: string, init: RequestInit = {}): Promise<Response> =>
	fetch(`${server.origin}${path}`, { ...init, headers: { cookie, origin: server.origin } });

describe('a share link', () => {
	it('opens with its PIN, gives a strict cookie, and ends with the session', async () => {
		const link = server.createLink({ studies: ['1.2.3', '1.2.4'], rights: ['view', 'download'] });
		const wrong = await redeem(secretOf(link.url), wrongOf(link.pin));
		expect([wrong.status, await wrong.json()]).toEqual([403, { code: 'pin-wrong', triesLeft: 4 }]);
		expect(wrong.headers.getSetCookie()).toEqual([]);
		const opened = await redeem(secretOf(link.url), link.pin);
		expect(opened.status).toBe(200);
		expect(await opened.json()).toMatchObject({ to: '/studies/1.2.3' });
		expect(opened.headers.get('set-cookie')).toMatch(
			/^hub-session=[\w-]{43}; Path=\/; Expires=.* HttpOnly; SameSite=Strict$/,
		);
		const cookie = cookieOf(opened);
		const session = await (await asGuest('/api/session', cookie)).json();
		expect(session.studies).toMatchObject([
			{ study: '1.2.3', rights: ['view', 'download'] },
			{ study: '1.2.4', rights: ['view', 'download'] },
		]);
		expect((await asGuest('/api/session', cookie, { method: 'DELETE' })).status).toBe(204);
		const after = await asGuest('/api/session', cookie);
		expect([after.status, await after.json()]).toEqual([401, { code: 'sign-in-needed' }]);
	});

	it('is withdrawn with the next request', async () => {
		const cli = (...args: string[]) =>
			execFileSync(process.execPath, [join('scripts', 'link.ts'), ...args], {
				cwd: root,
				env: { ...process.env, DATA_DIR: server.dataDir },
				encoding: 'utf8',
			});
		const said = cli('create', '--studies', '1.2.3', '--origin', server.origin);
		const [, id = '', secret = '', pin = ''] = /^id (\S+)\n\S+#(\S+)\nPIN (\d{6})/.exec(said) ?? [];
		const cookie = cookieOf(await redeem(secret, pin));
		expect((await asGuest('/api/session', cookie)).status).toBe(200);
		cli('revoke', '--id', id);
		const after = await asGuest('/api/session', cookie);
		expect([after.status, await after.json()]).toEqual([401, { code: 'revoked' }]);
	});

	it('refuses what is not a secret and a PIN', async () => {
		for (const [secret, pin] of [
			['short', '123456'],
			['x'.repeat(43), '12345'],
			['x'.repeat(43), 'abcdef'],
		] as const) {
			const answer = await redeem(secret, pin);
			expect([answer.status, await answer.json()]).toEqual([400, { code: 'malformed' }]);
		}
		const unknown = await redeem('x'.repeat(43), '123456');
		expect([unknown.status, await unknown.json()]).toEqual([404, { code: 'link-unknown' }]);
	});
});

describe('the landing page', () => {
	it('threat-7: fifty visits of preview robots and of LINE spend nothing and show nothing', async () => {
		const link = server.createLink({ studies: ['1.2.826.77.1'] });
		const agents = [
			lineAgent,
			'facebookexternalhit/1.1;line-poker/1.0',
			'Mozilla/5.0 (compatible; Linespider/1.1)',
		];
		const pages = new Set<string>();
		for (let n = 0; n < 50; n++) {
			const answer = await fetch(`${server.origin}/s`, {
				headers: { 'user-agent': agents[n % agents.length]! },
			});
			expect(answer.status).toBe(200);
			expect(answer.headers.getSetCookie()).toEqual([]);
			pages.add(await answer.text());
		}
		expect(pages.size).toBe(1);
		const [page = ''] = pages;
		expect(page).toContain('<title>MOPH Imaging HUB</title>');
		expect(page).toContain('noindex');
		for (const secret of [secretOf(link.url), link.pin, '1.2.826.77.1']) expect(page).not.toContain(secret);
		const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
		const rows = await db
			.selectFrom('share_link')
			.select(['uses', 'tries'])
			.orderBy('created_at', 'desc')
			.execute();
		await db.destroy();
		expect({ ...rows[0] }).toEqual({ uses: 0, tries: 0 });
		const metrics = await (await fetch(`${server.origin}/metrics`)).text();
		expect(metrics).toContain('hub_landing_views_total{by="line"} 17');
		expect(metrics).toContain('hub_landing_views_total{by="robot"} 33');
		expect((await redeem(secretOf(link.url), link.pin)).status).toBe(200);
	});

	it('stays under 30 KB with all it loads, before any compression', async () => {
		const bodies: Buffer[] = [];
		for (const path of ['/s', '/landing.css', '/landing.js', '/favicon.svg']) {
			const answer = await fetch(`${server.origin}${path}`);
			expect(answer.status).toBe(200);
			bodies.push(Buffer.from(await answer.arrayBuffer()));
		}
		const page = bodies[0]!.toString('utf8');
		expect([...page.matchAll(/(?:src|href)="(\/[^"#?]+)"/g)].map((match) => match[1]).sort()).toEqual([
			'/favicon.svg',
			'/favicon.svg',
			'/landing.css',
			'/landing.js',
		]);
		const raw = bodies.reduce((sum, body) => sum + body.length, 0);
		const packed = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
		expect(raw).toBeLessThan(30 * 1024);
		expect(packed).toBeLessThan(12 * 1024);
	});

	it('speaks Thai unless asked for English', async () => {
		const thai = await (
			await fetch(`${server.origin}/s`, { headers: { 'accept-language': 'en-US' } })
		).text();
		expect(thai).toContain('<html lang="th">');
		const english = await (await fetch(`${server.origin}/s?lang=en`)).text();
		expect(english).toContain('<html lang="en">');
		const chosen = await (await fetch(`${server.origin}/`, { headers: { cookie: 'lang=en' } })).text();
		expect(chosen).toContain('<html lang="en">');
	});
});

describe('around every request', () => {
	const addresses = [
		'/',
		'/s',
		'/landing.js',
		'/health',
		'/ready',
		'/metrics',
		'/api/session',
		'/api/nothing',
		'/nothing',
	];

	it.each(addresses)('threat-9: %s carries the headers', async (path) => {
		const { headers } = await fetch(`${server.origin}${path}`);
		expect(headers.get('referrer-policy')).toBe('no-referrer');
		expect(headers.get('x-content-type-options')).toBe('nosniff');
		expect(headers.get('x-frame-options')).toBe('DENY');
		expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
		expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
		expect(headers.get('permissions-policy')).toContain('camera=()');
		if (path === '/landing.js') return;
		const policy = headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toMatch(/unsafe-inline|https?:|\*/);
		expect(headers.get('cache-control')).toBe('private, no-store');
	});

	it('lets nothing be changed from a foreign page', async () => {
		const post = (headers: Record<string, string>) => redeem('x'.repeat(43), '123456', headers);
		for (const origin of ['https://evil.example', 'null', `${server.origin}0`]) {
			const answer = await post({ origin });
			expect([answer.status, await answer.json()]).toEqual([403, { code: 'foreign-origin' }]);
		}
		const silent = await fetch(`${server.origin}/api/session`, { method: 'DELETE' });
		expect(silent.status).toBe(403);
	});

	it('refuses large bodies before reading them', async () => {
		const answer = await fetch(`${server.origin}/api/links/redeem`, {
			method: 'POST',
			headers: { origin: server.origin },
			body: 'x'.repeat(70_000),
		});
		expect([answer.status, await answer.json()]).toEqual([413, { code: 'too-large' }]);
	});

	it('judges a request with a token by the token alone', async () => {
		const link = server.createLink({ studies: ['1.2.3'] });
		const cookie = cookieOf(await redeem(secretOf(link.url), link.pin));
		const ask = (authorization: string) =>
			fetch(`${server.origin}/api/session`, { headers: { cookie, authorization } });
		expect((await ask('Bearer hub_unknown')).status).toBe(401);
		expect((await ask('Basic abc')).status).toBe(401);
		expect((await ask(`Bearer ${server.createToken(['search'])}`)).status).toBe(404);
	});

	it('threat-22: the log holds no address, UID, secret, PIN or cookie', async () => {
		const study = '1.2.826.0.1.3680043.9.7777.42';
		const link = server.createLink({ studies: [study] });
		const cookie = cookieOf(await redeem(secretOf(link.url), link.pin));
		const planted = 'SOMCHAI^JAIDEE';
		await asGuest(`/studies/${study}?PatientName=${planted}`, cookie);
		await asGuest(`/dicom-web/studies/${study}/metadata?00100010=${planted}`, cookie);
		await asGuest(`/api/${study}/${planted}`, cookie);
		await asGuest(`/${planted}/${study}`, cookie);
		const output = server.output();
		expect(output).toContain('"event":"request"');
		for (const secret of [study, planted, secretOf(link.url), link.pin, cookie.split('=')[1]!]) {
			expect(output).not.toContain(secret);
		}
		const metrics = await (await fetch(`${server.origin}/metrics`)).text();
		for (const secret of [study, planted]) expect(metrics).not.toContain(secret);
	});
});

describe('start and end', () => {
	const start = (env: Record<string, string>) =>
		spawnSync(process.execPath, ['src/serve.ts'], {
			cwd: root,
			env: { ...process.env, DEMO: '0', PORT: '0', ...env },
			encoding: 'utf8',
			timeout: 30_000,
		});

	it('stops at a wrong value with one line that names its variable and quotes nothing', () => {
		const file = join(mkdtempSync(join(tmpdir(), 'hub-front-')), 'file');
		writeFileSync(file, '');
		const good = { PORT: '3999' };
		const secret = 'p4ssw0rd';
		const cases: [string, Record<string, string>][] = [
			['PORT', { PORT: '70000' }],
			['DEMO', { ...good, DEMO: 'yes' }],
			['ORIGIN', { ...good, ORIGIN: 'hub.example' }],
			['DATABASE_URL', { ...good, DATABASE_URL: `mysql://hub:${secret}@127.0.0.1/hub` }],
			['DATABASE_URL', { ...good, DATABASE_URL: `postgres://hub:${secret}@127.0.0.1:1/hub` }],
			['DATA_DIR', { ...good, DATA_DIR: file }],
			['DICOMWEB_URL', { ...good, DICOMWEB_URL: 'archive' }],
			['DICOMWEB_PASSWORD', { ...good, DICOMWEB_URL: 'http://127.0.0.1:1', DICOMWEB_USER: 'a' }],
		];
		for (const [variable, env] of cases) {
			const run = start(env);
			expect([variable, run.status, run.stderr.split('\n').length]).toEqual([variable, 1, 2]);
			expect(run.stderr).toMatch(new RegExp(`^${variable} `));
			expect(`${run.stdout}${run.stderr}`).not.toContain(secret);
		}
		rmSync(join(file, '..'), { recursive: true });
	});

	it('finishes a running request after SIGTERM, then ends with 0', async () => {
		const own = await startServer();
		const answer = fetch(`${own.origin}/api/links/redeem`, {
			method: 'POST',
			headers: { origin: own.origin },
			body: JSON.stringify({ secret: 'x'.repeat(43), pin: '123456' }),
		});
		await new Promise((resolve) => setTimeout(resolve, 100));
		const startedAt = performance.now();
		own.signal('SIGTERM');
		expect((await answer).status).toBe(404);
		expect(await own.ended()).toBe(0);
		expect(performance.now() - startedAt).toBeLessThan(8000);
		expect(own.output()).toContain('"event":"stopped"');
		await own.stop();
	});

	it('behind TLS the cookie is bound to the host and browsers are told to stay on TLS', async () => {
		const own = await startServer({ env: { ORIGIN: 'https://hub.example', LOCAL_SIGN_IN: 'off' } });
		const link = own.createLink({ studies: ['1.2.3'] });
		const { hash } = new URL(own.origin + link.url.slice(link.url.indexOf('/s#')));
		const answer = await fetch(`${own.origin}/api/links/redeem`, {
			method: 'POST',
			headers: { origin: 'https://hub.example' },
			body: JSON.stringify({ secret: hash.slice(1), pin: link.pin }),
		});
		expect(answer.headers.get('set-cookie')).toMatch(
			/^__Host-hub-session=.*Path=\/;.*HttpOnly; Secure; SameSite=Strict$/,
		);
		expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
		await own.stop();
	});
});

it('works the same on PostgreSQL', async () => {
	const postgres = await startPostgres();
	const own = await startServer({ env: { DATABASE_URL: await postgres.createDatabase() } });
	expect(await (await fetch(`${own.origin}/ready`)).json()).toMatchObject({
		status: 'ready',
		database: 'ok',
	});
	await own.stop();
	expect(await own.ended()).toBe(0);
	await postgres.stop();
});

it('threat-8: one address is stopped when it tries too often, before any work', async () => {
	const own = await startServer();
	const tries = await Promise.all(
		Array.from({ length: 130 }, () =>
			fetch(`${own.origin}/api/links/redeem`, {
				method: 'POST',
				headers: { origin: own.origin },
				body: '{}',
			}),
		),
	);
	const stopped = tries.filter((answer) => answer.status === 429);
	expect(stopped).toHaveLength(10);
	expect(await stopped[0]?.json()).toEqual({ code: 'too-many-tries' });
	expect(Number(stopped[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
	await own.stop();
});
