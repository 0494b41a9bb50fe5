import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { hubKeys } from '#lib/server/identity/hub-keys.ts';
import { redeem } from '#lib/server/identity/redeem.ts';
import { lockStaffSession } from '#lib/server/identity/staff-lock.ts';
import { createShareLink, revokeShareLink } from '#lib/server/identity/share-link.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { openStaff } from '../../../../tests/staff.ts';
import type { Credentials } from './identify.ts';
import { credentialsOf, identify } from './identify.ts';
import {
	deviceCookieName,
	sessionCookieName,
	setDeviceCookie,
	setStaffCookie,
	staffCookieName,
} from './session-cookie.ts';

const keys = hubKeys(randomBytes(32));
const start = 1_764_000_000_000;
const linked = studyUid('1.2.3') as StudyUid;
const elsewhere = studyUid('1.2.4') as StudyUid;
const operator = { who: 'operator', from: null, requestId: null, now: start };

async function guestToken(db: Database): Promise<{ token: string; link: string }> {
	const order = {
		studies: [linked],
		rights: ['view' as const],
		target: null,
		lifetimeMs: 3_600_000,
		maxUses: null,
	};
	const link = await createShareLink(db, order, operator);
	if (!link.ok) throw new Error(link.reason);
	const { id, secret, pin } = link.value;
	const browser = { token: null, deviceKey: null, agent: null };
	const { result } = await redeem(db, { secret, pin, browser }, operator);
	if (!result.ok) throw new Error(result.reason.code);
	return { token: result.value.token, link: id };
}

const nothing: Credentials = {
	authorization: null,
	session: undefined,
	staff: undefined,
	agent: null,
	study: null,
};

const peers = databases.map((make) => make());

describe.each(peers)('who asks, on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('is the person, except for a study that only a link opens', async () => {
		const db = await peer.open();
		const staff = await openStaff(db, keys, 'specialist', { now: start });
		const { token, link } = await guestToken(db);
		const both = { ...nothing, session: token, staff: staff.token };
		const kind = async (more: Partial<Credentials>, now = start + 1) =>
			(await identify(db, { ...both, ...more }, now)).kind;
		expect(await kind({})).toBe('staff');
		expect(await kind({ study: elsewhere })).toBe('staff');
		expect(await kind({ study: linked })).toBe('guest');
		expect(await kind({ session: undefined, study: linked })).toBe('staff');
		expect(await kind({ staff: 'x'.repeat(43), study: linked })).toBe('guest');
		expect(await kind({ session: undefined, staff: 'x'.repeat(43) })).toBe('anonymous');
		// A token speaks for itself alone.
		expect(await kind({ authorization: 'Bearer nobody' })).toBe('anonymous');
		// The person's own right comes first: they keep what a guest hasn't, such as sharing.
		await db
			.insertInto('study')
			.values({
				uid: linked,
				owner: '99002',
				date: '',
				modalities: '',
				facts: '{}',
				series_count: 0,
				instance_count: 0,
				revision: 1,
				changed_at: start,
			})
			.execute();
		expect(await kind({ study: linked })).toBe('staff');
		await db.updateTable('study').set({ owner: '99003' }).execute();
		expect(await kind({ study: linked })).toBe('guest');
		await revokeShareLink(db, link, operator);
		expect(await kind({ study: linked })).toBe('staff');
	});

	it('is a locked person for everything, links included, and nobody but the guest after the end', async () => {
		const db = await peer.open();
		const staff = await openStaff(db, keys, 'specialist', { now: start });
		const { token } = await guestToken(db);
		const both = { ...nothing, session: token, staff: staff.token, study: linked };
		await lockStaffSession(db, staff.id, operator);
		expect(await identify(db, both, start + 1)).toMatchObject({ kind: 'staff', locked: true });
		expect((await identify(db, both, staff.expiresAt)).kind).toBe('guest');
	});
});

describe('the cookies', () => {
	const set: Record<string, Record<string, unknown>> = {};
	const cookies = {
		set: (name: string, _value: string, options: object) => (set[name] = { ...options }),
	} as never;

	it('threat-5: bind to the host over TLS, hide from scripts, and go to no foreign request that changes anything', () => {
		const config = { origin: 'https://hub.example.go.th' };
		setStaffCookie(cookies, config, { token: 't', expiresAt: start });
		setDeviceCookie(cookies, config, 'd');
		expect(Object.keys(set)).toEqual(['__Host-hub-staff', '__Host-hub-device']);
		for (const options of Object.values(set))
			expect(options).toMatchObject({ path: '/', httpOnly: true, secure: true, sameSite: 'lax' });
		expect(set['__Host-hub-staff']).toMatchObject({ expires: new Date(start) });
	});

	it('threat-5: is not taken from an address, and not when too long to be ours', () => {
		const config = { origin: 'http://127.0.0.1:3000' };
		const names = [staffCookieName(config), sessionCookieName(config), deviceCookieName(config)];
		expect(new Set(names).size).toBe(3);
		const event = (held: string, address = '/worklist') => ({
			request: new Request('http://127.0.0.1:3000'),
			url: new URL(address, config.origin),
			cookies: { get: (name: string) => (name === names[0] ? held : undefined) },
		});
		expect(credentialsOf(event('t'), config)).toMatchObject({ staff: 't', session: undefined, study: null });
		expect(credentialsOf(event('t'.repeat(201)), config).staff).toBeUndefined();
		expect(credentialsOf(event('', '/worklist?hub-staff=t'), config).staff).toBe('');
		for (const address of [
			'/studies/1.2.3',
			'/api/studies/1.2.3/manifest',
			'/dicom-web/studies/1.2.3/x',
			'/api/events?study=1.2.3',
		])
			expect(credentialsOf(event('t', address), config).study, address).toBe('1.2.3');
		expect(credentialsOf(event('t', '/studies/1.2.x'), config).study).toBeNull();
	});
});
