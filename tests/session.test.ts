/** A person's session from outside, as programs and pages meet it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '../src/lib/access/staff.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';
import { signInTo } from './staff.ts';
import type { SignedInStaff, StaffOptions } from './staff.ts';

let server: TestServer;
beforeAll(async () => {
	server = await startServer();
});
afterAll(() => server.stop());

const signIn = (role: Role, options: StaffOptions = {}): Promise<SignedInStaff> =>
	signInTo(server, role, options);
const as = (cookie: string, path: string, init: RequestInit = {}): Promise<Response> =>
	fetch(`${server.origin}${path}`, {
		redirect: 'manual',
		...init,
		headers: { cookie, origin: server.origin, 'content-type': 'application/json' },
	});
const post = (cookie: string, path: string, body: unknown = {}): Promise<Response> =>
	as(cookie, path, { method: 'POST', body: JSON.stringify(body) });
const told = async (answer: Response): Promise<unknown> => [answer.status, await answer.json()];

describe('a signed-in browser', () => {
	it('is told who it is, until when, and how long it may rest', async () => {
		const { cookie, id } = await signIn('rural-doctor');
		const view = await (await as(cookie, '/api/session')).json();
		expect(view).toMatchObject({
			kind: 'staff',
			session: id,
			hospital: { hcode: '99001' },
			roles: ['rural-doctor'],
			locked: false,
			sharedDevice: false,
		});
		expect(view.endsAt - view.provedAt).toBe(12 * 3_600_000);
		expect(view.idleEndsAt - view.provedAt).toBe(15 * 60_000);
		const shared = await (await post(cookie, '/api/session/device', { shared: true })).json();
		expect(shared.sharedDevice).toBe(true);
		expect(shared.idleEndsAt - view.provedAt).toBe(5 * 60_000);
	});

	it('threat-5: a planted cookie is nobody, and is nobody after somebody signs in over it', async () => {
		const planted = `hub-staff=${'p'.repeat(43)}`;
		expect(await told(await as(planted, '/api/session'))).toEqual([401, { code: 'sign-in-needed' }]);
		const { token } = await signIn('specialist');
		expect(token).not.toBe('p'.repeat(43));
		expect((await as(planted, '/api/session')).status).toBe(401);
		// No address carries a session, whatever it is called there.
		for (const path of [`/api/session?hub-staff=${token}`, `/api/session;hub-staff=${token}`])
			expect((await as('', path)).status).not.toBe(200);
	});

	it('keeps its session by what the person did, and only that', async () => {
		const { cookie, id } = await signIn('rural-doctor');
		const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
		const rest = (ms: number) =>
			db
				.updateTable('staff_session')
				.set({ last_active_at: Date.now() - ms })
				.where('id', '=', id)
				.execute();
		await rest(14 * 60_000);
		const before = await (await as(cookie, '/api/session')).json();
		for (let n = 0; n < 3; n++) await as(cookie, '/worklist');
		expect((await (await as(cookie, '/api/session')).json()).idleEndsAt).toBe(before.idleEndsAt);
		const after = await (await post(cookie, '/api/session/activity', { agoMs: 30_000 })).json();
		expect(after.idleEndsAt).toBeGreaterThan(Number(before.idleEndsAt) + 13 * 60_000);
		for (const agoMs of [-1, 60_001, 'now'])
			expect((await post(cookie, '/api/session/activity', { agoMs })).status).toBe(400);
		await rest(15 * 60_000);
		expect(await told(await post(cookie, '/api/session/activity', { agoMs: 0 }))).toEqual([
			401,
			{ code: 'locked' },
		]);
		await db.destroy();
	});

	it('locked: no page is begun, no program is served, and who it belongs to is all that is said', async () => {
		const { cookie } = await signIn('rural-doctor');
		expect((await post(cookie, '/api/session/lock')).status).toBe(204);
		for (const path of ['/worklist', '/studies/1.2.3?series=1.2.4', '/admin/people']) {
			const answer = await as(cookie, path);
			expect([answer.status, answer.headers.get('location')], path).toEqual([
				303,
				`/locked?${new URLSearchParams({ returnTo: path })}`,
			]);
			expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		}
		const data = await as(cookie, '/worklist/__data.json');
		expect(await data.json()).toMatchObject({ type: 'redirect', location: '/locked?returnTo=%2Fworklist' });
		for (const path of ['/api/studies/1.2.3/manifest', '/api/events', '/api/session/others'])
			expect(await told(await as(cookie, path)), path).toEqual([401, { code: 'locked' }]);
		expect(await told(await post(cookie, '/api/session/draft-key'))).toEqual([401, { code: 'locked' }]);
		expect((await (await as(cookie, '/api/session')).json()).locked).toBe(true);
		expect((await as(cookie, '/locked')).status).toBe(200);
		// The way back can lead nowhere else.
		const page = await (await as(cookie, '/locked?returnTo=//evil.example')).text();
		expect(page).not.toContain('evil.example');
	});

	it('leaves with nothing kept: cookies, storage, session', async () => {
		const { cookie } = await signIn('rural-doctor');
		const foreign = await fetch(`${server.origin}/api/session`, { method: 'DELETE', headers: { cookie } });
		expect(foreign.status).toBe(403);
		const left = await as(cookie, '/api/session', { method: 'DELETE' });
		expect(left.status).toBe(204);
		expect(left.headers.get('clear-site-data')).toBe('"cache", "storage"');
		const cleared = left.headers.getSetCookie().join('\n');
		expect(cleared).toMatch(/^hub-staff=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/m);
		expect((await as(cookie, '/api/session')).status).toBe(401);
	});

	it('lists where else the same person is, ends those, and nobody else’s', async () => {
		const here = await signIn('specialist', { subject: 'lists' });
		const there = await signIn('specialist', { subject: 'lists' });
		const other = await signIn('specialist', { subject: 'another' });
		const list = await (await as(here.cookie, '/api/session/others')).json();
		expect(list.sessions.map((one: { id: string; here: boolean }) => [one.id, one.here]).sort()).toEqual(
			[
				[here.id, true],
				[there.id, false],
			].sort(),
		);
		await post(here.cookie, '/api/session/others', { session: other.id });
		expect((await as(other.cookie, '/api/session')).status).toBe(200);
		await post(here.cookie, '/api/session/others', { session: null });
		expect((await as(there.cookie, '/api/session')).status).toBe(401);
		expect((await as(here.cookie, '/api/session')).status).toBe(200);
	});

	it('gets the key to its drafts in every session of its own, and nobody else’s', async () => {
		const key = async (session: SignedInStaff) =>
			((await (await post(session.cookie, '/api/session/draft-key')).json()) as { key: string }).key;
		const one = await key(await signIn('specialist', { subject: 'drafts' }));
		expect(Buffer.from(one, 'base64url')).toHaveLength(32);
		expect(await key(await signIn('specialist', { subject: 'drafts' }))).toBe(one);
		expect(await key(await signIn('specialist', { subject: 'others' }))).not.toBe(one);
		expect((await post('', '/api/session/draft-key')).status).toBe(401);
	});

	it('threat-5: no key for a page that was made for somebody else on the same browser', async () => {
		const [first, second] = [await signIn('specialist'), await signIn('rural-doctor')];
		const asked = (as: string) => post(second.cookie, `/api/session/draft-key?as=${as}`);
		expect((await asked(second.personId)).status).toBe(200);
		expect(await told(await asked(first.personId))).toEqual([409, { code: 'somebody-else' }]);
	});
});

describe('administration', () => {
	it('threat-1: is not found by those whose role does not lead there, pages and programs alike', async () => {
		const roles: readonly Role[] = ['rural-doctor', 'coordinator', 'privacy-officer', 'operator'];
		for (const role of roles) {
			const { cookie } = await signIn(role);
			for (const path of ['/admin/people', '/admin/devices', '/admin/nothing'])
				expect((await as(cookie, path)).status, `${role} ${path}`).toBe(404);
			expect(await told(await post(cookie, '/api/admin/sessions', { of: 'person', id: 'x' })), role).toEqual([
				404,
				{ code: 'not-found' },
			]);
		}
		expect((await as('', '/admin/people')).headers.get('location')).toBe(
			'/sign-in?returnTo=%2Fadmin%2Fpeople',
		);
	});

	it('ends sessions of its own hospital, not of another', async () => {
		const admin = await signIn('hospital-admin');
		const near = await signIn('clinic-staff', { subject: 'near' });
		const far = await signIn('specialist', { subject: 'far' });
		for (const one of [near, far])
			await post(admin.cookie, '/api/admin/sessions', { of: 'person', id: one.personId });
		expect((await as(near.cookie, '/api/session')).status).toBe(401);
		expect((await as(far.cookie, '/api/session')).status).toBe(200);
	});

	it('changes policies after a proof only, for one hospital or as the operator for all', async () => {
		const wanted = { key: 'link-days-max', value: 14, scope: 'hospital' };
		const stale = await signIn('hospital-admin', { authTime: Date.now() - 6 * 60_000 });
		expect(await told(await post(stale.cookie, '/api/admin/settings', wanted))).toEqual([
			403,
			{ code: 'step-up-needed' },
		]);
		const admin = await signIn('hospital-admin');
		expect((await post(admin.cookie, '/api/admin/settings', wanted)).status).toBe(204);
		expect((await post(admin.cookie, '/api/admin/settings', { ...wanted, value: 31 })).status).toBe(400);
		expect((await post(admin.cookie, '/api/admin/settings', { ...wanted, scope: 'hub' })).status).toBe(404);
		const operator = await signIn('operator');
		expect((await post(operator.cookie, '/api/admin/settings', { ...wanted, scope: 'hub' })).status).toBe(
			204,
		);
		expect((await post(operator.cookie, '/api/admin/settings', wanted)).status).toBe(404);
	});

	it('names hospitals and the names their machines write', async () => {
		const operator = await signIn('operator');
		const hospital = {
			hcode: '99021',
			hcode9: 'ZZ0099021',
			nameTh: 'โรงพยาบาลทดสอบ',
			nameEn: 'Test Hospital',
			institutions: ['Test  Hospital'],
		};
		expect((await post(operator.cookie, '/api/admin/hospitals', hospital)).status).toBe(204);
		const double = { ...hospital, hcode: '99022' };
		expect(await told(await post(operator.cookie, '/api/admin/hospitals', double))).toEqual([
			409,
			{ code: 'hcode9-taken' },
		]);
		for (const bad of [{ hcode: '123' }, { hcode9: 'ZZ1' }, { nameTh: ' ' }])
			expect((await post(operator.cookie, '/api/admin/hospitals', { ...hospital, ...bad })).status).toBe(400);
		const page = await (await as(operator.cookie, '/admin/hospitals')).text();
		expect(page).toContain('โรงพยาบาลทดสอบ');
	});
});
