import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '#lib/server/audit/verify.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { claimsOf, openStaff } from '../../../../tests/staff.ts';
import type { SignedInClaims } from './claims.ts';
import { hubKeys } from './hub-keys.ts';
import { secretHash } from './secret.ts';
import { seenDevices } from './seen-devices.ts';
import { changeSetting, idleMs, parseChange, readSettings } from './settings.ts';
import { deviceIsShared, livingSessions, markDevice } from './staff-list.ts';
import type { Whose } from './staff-list.ts';
import { lockIdleSessions, lockStaffSession, proveStaffSession, touchStaffSession } from './staff-lock.ts';
import {
	endSessionByAdmin,
	endStaffSession,
	openStaffSession,
	staffOf,
	staffSession,
} from './staff-session.ts';

const keys = hubKeys(randomBytes(32));
const minute = 60_000;
const hour = 60 * minute;
const start = 1_700_000_000_000;
const actor = (who: string, now: number) => ({ who, from: null, requestId: null, now });
const at = (now: number) => ({ keys, actor: { from: '192.0.2.7', requestId: 'r', now } });
const device = { id: 'D', label: 'Chrome · Windows', shared: false };

async function audited(db: Database): Promise<Record<string, unknown>[]> {
	const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
	return rows.map((row) => JSON.parse(row.body));
}

const peers = databases.map((make) => make());

describe.each(peers)("a person's session on $name", (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('is who the claims said, for the one hospital chosen', async () => {
		const db = await peer.open();
		const claims = claimsOf('radiologist', { now: start });
		const second = claims.hospitals[1]!.hcode;
		const context = { ...at(start), device, replaces: null };
		const opened = await openStaffSession(db, claims, second, context);
		if (!opened.ok) throw new Error(opened.reason);
		const staff = await staffOf(db, opened.value.token, start + 1);
		expect(staff).toMatchObject({
			kind: 'staff',
			name: claims.nameTh,
			hospital: { hcode: second, hcode9: claims.hospitals[1]!.hcode9 },
			roles: ['radiologist'],
			licence: claims.licence,
			locked: false,
			provedAt: start,
			expiresAt: start + 12 * hour,
		});
		expect(await openStaffSession(db, claims, '12345', context)).toEqual({
			ok: false,
			reason: 'hospital-not-claimed',
		});
		expect(await staffOf(db, 'x'.repeat(43), start)).toBeNull();
		expect(await audited(db)).toMatchObject([
			{ kind: 'signed-in', who: `staff:${staff?.personId}`, hospital: second, roles: ['radiologist'] },
		]);
		const audit = JSON.stringify(await audited(db));
		expect(audit).not.toContain(claims.nameTh);
		expect(audit).not.toContain(opened.value.token);
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('stores neither the token nor the subject, which may be a citizen number', async () => {
		const db = await peer.open();
		const claims: SignedInClaims = { ...claimsOf('specialist', { now: start }), subject: '1100700000001' };
		const context = { ...at(start), device, replaces: null };
		const opened = await openStaffSession(db, claims, claims.hospitals[0]!.hcode, context);
		if (!opened.ok) throw new Error(opened.reason);
		const all = JSON.stringify([
			await db.selectFrom('person').selectAll().execute(),
			await db.selectFrom('person_hospital').selectAll().execute(),
			await db.selectFrom('staff_session').selectAll().execute(),
			await audited(db),
		]);
		for (const secret of [claims.subject, opened.value.token, secretHash(claims.subject)])
			expect(all).not.toContain(secret);
	});

	it('knows a person again under another name, and forgets a hospital they left', async () => {
		const db = await peer.open();
		const one = await openStaff(db, keys, 'radiologist', { now: start });
		const claims = claimsOf('radiologist', { now: start + 1, name: 'พญ.อรอนงค์ นามสกุลใหม่' });
		const context = { ...at(start + 1), device, replaces: null };
		const left = { ...claims, hospitals: claims.hospitals.slice(0, 1) };
		const two = await openStaffSession(db, left, left.hospitals[0]!.hcode, context);
		if (!two.ok) throw new Error(two.reason);
		expect(two.value.personId).toBe(one.personId);
		const other = await openStaff(db, keys, 'radiologist', { now: start, subject: 'another' });
		expect(other.personId).not.toBe(one.personId);
		const known = await db
			.selectFrom('person_hospital')
			.select('hcode')
			.where('person', '=', one.personId)
			.execute();
		expect(known.map((row) => row.hcode)).toEqual(['99002']);
	});

	it('knows a person again after the key was rotated, and under the new key from then on', async () => {
		const db = await peer.open();
		const [old, fresh] = [randomBytes(32), randomBytes(32)];
		const before = await openStaff(db, hubKeys(old), 'radiologist', { now: start });
		const after = await openStaff(db, hubKeys(fresh, old), 'radiologist', { now: start + 1 });
		expect(after.personId).toBe(before.personId);
		expect((await openStaff(db, hubKeys(fresh), 'radiologist', { now: start + 2 })).personId).toBe(
			before.personId,
		);
		expect((await openStaff(db, hubKeys(old), 'radiologist', { now: start + 3 })).personId).not.toBe(
			before.personId,
		);
	});

	it('survives a nine-character code that another hospital bears already', async () => {
		const db = await peer.open();
		const claims = claimsOf('specialist', { now: start });
		const [real] = claims.hospitals;
		const double = { ...real!, hcode: '99977' };
		const context = { ...at(start), device, replaces: null };
		for (const hospital of [real!, double]) {
			const given = { ...claims, hospitals: [hospital] };
			expect((await openStaffSession(db, given, hospital.hcode, context)).ok).toBe(true);
		}
	});

	it('threat-5: a sign-in gives a new token and ends what the browser came with', async () => {
		const db = await peer.open();
		const planted = await openStaff(db, keys, 'clinic-staff', { now: start });
		const claims = claimsOf('specialist', { now: start + minute });
		const context = { ...at(start + minute), device, replaces: planted.token };
		const opened = await openStaffSession(db, claims, claims.hospitals[0]!.hcode, context);
		if (!opened.ok) throw new Error(opened.reason);
		expect(opened.value.token).not.toBe(planted.token);
		expect(opened.value.id).not.toBe(planted.id);
		expect(opened.value.replaced).toBe(planted.id);
		expect(await staffOf(db, planted.token, start + minute)).toBeNull();
		expect((await audited(db)).slice(1)).toMatchObject([
			{ kind: 'signed-out', session: planted.id, because: 'replaced' },
			{ kind: 'signed-in', session: opened.value.id },
		]);
	});

	it('threat-5: proving changes the token; the old one is worth nothing after ten seconds', async () => {
		const db = await peer.open();
		const session = await openStaff(db, keys, 'specialist', { now: start });
		const now = start + 10 * minute;
		const proved = await proveStaffSession(db, session.token, claimsOf('specialist', { now }), at(now));
		if (!proved.ok) throw new Error(proved.reason);
		expect(proved.value.id).toBe(session.id);
		expect(proved.value.token).not.toBe(session.token);
		expect(proved.value.expiresAt).toBe(session.expiresAt);
		expect((await staffOf(db, proved.value.token, now))?.provedAt).toBe(now);
		// A request that was on its way.
		expect(await staffOf(db, session.token, now + 9999)).not.toBeNull();
		expect(await staffOf(db, session.token, now + 10_000)).toBeNull();
		expect(await staffOf(db, proved.value.token, now + 10_000)).not.toBeNull();
		// Two rotations at once leave the first token nothing, not even the ten seconds.
		const again = await proveStaffSession(
			db,
			proved.value.token,
			claimsOf('specialist', { now: now + 1 }),
			at(now + 1),
		);
		expect(again.ok).toBe(true);
		expect(await staffOf(db, session.token, now + 2)).toBeNull();
	});

	it('locks after the idle time unless the person does something, and not for what a page fetches', async () => {
		const db = await peer.open();
		const { id, token } = await openStaff(db, keys, 'specialist', { now: start });
		const locked = async (now: number) => (await staffOf(db, token, now))?.locked;
		expect(await locked(start + 15 * minute - 1)).toBe(false);
		expect(await locked(start + 15 * minute)).toBe(true);
		expect(await touchStaffSession(db, id, { at: start + 10 * minute, now: start + 11 * minute })).toBe(true);
		expect(await locked(start + 25 * minute - 1)).toBe(false);
		expect(await locked(start + 25 * minute)).toBe(true);
		// An older report that arrives late takes nothing back; one that comes after the lock doesn't open it.
		expect(await touchStaffSession(db, id, { at: start, now: start + 12 * minute })).toBe(true);
		expect(await locked(start + 25 * minute - 1)).toBe(false);
		const late = { at: start + 25 * minute, now: start + 25 * minute };
		expect(await touchStaffSession(db, id, late)).toBe(false);
		expect(await lockIdleSessions(db, start + 25 * minute - 1)).toEqual([]);
		expect(await lockIdleSessions(db, start + 25 * minute)).toEqual([id]);
		expect(await lockIdleSessions(db, start + 26 * minute)).toEqual([]);
		expect((await audited(db)).at(-1)).toMatchObject({
			kind: 'session-locked',
			session: id,
			because: 'idle',
		});
		expect((await staffSession(db, id, start + 26 * minute))?.idleEndsAt).toBe(start + 25 * minute);
	});

	it('locks after five minutes on a machine that others use too', async () => {
		const db = await peer.open();
		const { id, token } = await openStaff(db, keys, 'clinic-staff', { now: start, sharedDevice: true });
		const locked = async (now: number) => (await staffOf(db, token, now))?.locked;
		expect([await locked(start + 5 * minute - 1), await locked(start + 5 * minute)]).toEqual([false, true]);
		expect(await deviceIsShared(db, 'test-device')).toBe(true);
		await markDevice(db, id, false);
		expect(await locked(start + 14 * minute)).toBe(false);
		expect(await deviceIsShared(db, 'test-device')).toBe(false);
		expect(await deviceIsShared(db, 'unknown')).toBe(false);
	});

	it('is unlocked by the same person alone', async () => {
		const db = await peer.open();
		const { id, token, personId } = await openStaff(db, keys, 'specialist', { now: start });
		const now = start + minute;
		expect(await lockStaffSession(db, id, actor(`staff:${personId}`, now))).toBe(true);
		expect(await lockStaffSession(db, id, actor(`staff:${personId}`, now))).toBe(false);
		expect((await staffOf(db, token, now))?.locked).toBe(true);
		expect(await touchStaffSession(db, id, { at: now, now })).toBe(false);
		const other = await proveStaffSession(
			db,
			token,
			claimsOf('specialist', { now, subject: 'another' }),
			at(now),
		);
		expect(other).toEqual({ ok: false, reason: 'other-person' });
		// The same subject at another provider is another person.
		const elsewhere = { ...claimsOf('specialist', { now }), issuer: 'elsewhere' };
		expect(await proveStaffSession(db, token, elsewhere, at(now))).toMatchObject({ reason: 'other-person' });
		expect((await staffOf(db, token, now))?.locked).toBe(true);
		const stale = claimsOf('specialist', { now, authTime: now - 6 * minute });
		expect(await proveStaffSession(db, token, stale, at(now))).toMatchObject({ reason: 'not-fresh' });
		const same = await proveStaffSession(db, token, claimsOf('specialist', { now }), at(now));
		if (!same.ok) throw new Error(same.reason);
		expect((await staffOf(db, same.value.token, now))?.locked).toBe(false);
		expect((await audited(db)).slice(1)).toMatchObject([
			{ kind: 'session-locked', because: 'person' },
			{ kind: 'session-proved', session: id, unlocked: true },
		]);
	});

	it('takes new roles and licence with each proof, and ends with the hospital', async () => {
		const db = await peer.open();
		const session = await openStaff(db, keys, 'specialist', { now: start });
		const claims = claimsOf('specialist', { now: start + 1, licence: null });
		const proved = await proveStaffSession(db, session.token, claims, at(start + 1));
		if (!proved.ok) throw new Error(proved.reason);
		expect((await staffOf(db, proved.value.token, start + 1))?.licence).toBeNull();
		const left = { ...claims, hospitals: [] };
		expect(await proveStaffSession(db, proved.value.token, left, at(start + 2))).toMatchObject({
			reason: 'hospital-gone',
		});
		expect(await staffOf(db, proved.value.token, start + 2)).toBeNull();
		expect((await audited(db)).at(-1)).toMatchObject({ kind: 'signed-out', because: 'hospital-gone' });
	});

	it('ends after twelve hours however much it was used, and can only be told so', async () => {
		const db = await peer.open();
		const { id, token } = await openStaff(db, keys, 'specialist', { now: start });
		const end = start + 12 * hour;
		for (let now = start; now < end; now += 14 * minute)
			expect(await touchStaffSession(db, id, { at: now, now })).toBe(true);
		expect(await touchStaffSession(db, id, { at: end, now: end })).toBe(false);
		expect((await staffOf(db, token, end))?.expiresAt).toBe(end);
		expect(await proveStaffSession(db, token, claimsOf('specialist', { now: end }), at(end))).toMatchObject({
			reason: 'no-session',
		});
	});

	it('ends once, by its person or by an administrator, and leaves the list', async () => {
		const db = await peer.open();
		const one = await openStaff(db, keys, 'specialist', { now: start });
		const two = await openStaff(db, keys, 'specialist', { now: start + 1 });
		const nurse = await openStaff(db, keys, 'clinic-staff', { now: start + 2 });
		const ids = async (whose: Whose) => (await livingSessions(db, whose, start + 3)).map((row) => row.id);
		expect(await ids({ person: one.personId })).toEqual([two.id, one.id]);
		expect(await ids({ hospital: '99001' })).toEqual([nurse.id]);
		expect(await ids({})).toEqual([nurse.id, two.id, one.id]);
		const self = actor(`staff:${one.personId}`, start + 3);
		expect(await endStaffSession(db, one.id, 'other-device', self)).toBe(true);
		expect(await endStaffSession(db, one.id, 'person', self)).toBe(false);
		expect(await endSessionByAdmin(db, nurse.id, self)).toBe(true);
		expect(await endSessionByAdmin(db, nurse.id, self)).toBe(false);
		expect(await staffOf(db, one.token, start + 3)).toBeNull();
		expect(await staffOf(db, nurse.token, start + 3)).toBeNull();
		expect(await ids({})).toEqual([two.id]);
		expect((await audited(db)).slice(3)).toMatchObject([
			{ kind: 'signed-out', session: one.id, because: 'other-device' },
			{ kind: 'session-ended-by-admin', session: nurse.id, person: nurse.personId },
		]);
	});

	it('lists every machine of a hospital, a page at a time, each once and last used first', async () => {
		const db = await peer.open();
		const first = await openStaff(db, keys, 'clinic-staff', { now: start });
		await openStaff(db, keys, 'specialist', { now: start });
		const row = await db
			.selectFrom('staff_session')
			.selectAll()
			.where('id', '=', first.id)
			.executeTakeFirstOrThrow();
		// Two sessions on each machine; of equal times too, as a restored backup has them.
		const more = Array.from({ length: 240 }, (_, i) => {
			const id = `s${String(i).padStart(3, '0')}`;
			const last = start + Math.floor(i / 6);
			return { ...row, id, token_hash: `h${i}`, device: `d${Math.floor(i / 2)}`, last_active_at: last };
		});
		await db.insertInto('staff_session').values(more).execute();
		const seen: { id: string; at: number; sessions: number }[] = [];
		let after: Awaited<ReturnType<typeof seenDevices>>['next'] = null;
		do {
			const page = await seenDevices(db, '99001', after, start + 1000);
			expect(page.devices.length).toBeLessThanOrEqual(50);
			for (const { id, sessions } of page.devices)
				seen.push({ id, at: sessions[0]?.lastActiveAt ?? 0, sessions: sessions.length });
			after = page.next;
		} while (after !== null);
		expect(new Set(seen.map(({ id }) => id)).size).toBe(121);
		expect(seen).toHaveLength(121);
		expect(seen.map(({ at: last }) => last)).toEqual(
			seen.map(({ at: last }) => last).toSorted((a, b) => b - a),
		);
		expect(seen.filter(({ sessions }) => sessions === 2)).toHaveLength(120);
	});

	it('keeps settings typed, in range and audited; open sessions follow a new idle time', async () => {
		const db = await peer.open();
		const { token } = await openStaff(db, keys, 'specialist', { now: start });
		expect(await readSettings(db)).toMatchObject({ 'link-days-max': 30, 'idle-minutes': 15 });
		for (const [key, value] of [
			['idle-minutes', 0],
			['idle-minutes', 1.5],
			['idle-minutes', '5'],
			['offline-tier', 'everything'],
			['constructor', 1],
		] as const)
			expect(parseChange(key, value), key).toEqual({ ok: false, reason: 'malformed' });
		const change = parseChange('idle-minutes', 3);
		if (!change.ok) throw new Error(change.reason);
		expect(await changeSetting(db, change.value, actor('staff:P', start))).toBe(true);
		expect(await changeSetting(db, change.value, actor('staff:P', start))).toBe(false);
		expect(await idleMs(db, false, '99002')).toBe(3 * minute);
		expect(await idleMs(db, true, null)).toBe(5 * minute);
		expect((await staffOf(db, token, start + 3 * minute))?.locked).toBe(true);
		expect((await audited(db)).slice(1)).toMatchObject([
			{ kind: 'setting-changed', setting: 'idle-minutes', before: 15, after: 3, who: 'staff:P' },
		]);
		// A hospital may be stricter than the hub, not laxer, and has no say in what is the hub's alone.
		const own = async (value: number) => {
			const wanted = parseChange('idle-minutes', value, '99002');
			if (!wanted.ok) throw new Error(wanted.reason);
			await changeSetting(db, wanted.value, actor('staff:P', start));
			return [await idleMs(db, false, '99002'), await idleMs(db, false, '99001')].map((ms) => ms / minute);
		};
		expect(await own(2)).toEqual([2, 3]);
		expect((await staffOf(db, token, start + 2 * minute))?.locked).toBe(true);
		expect(await own(20)).toEqual([3, 3]);
		expect((await staffOf(db, token, start + 2 * minute))?.locked).toBe(false);
		expect(parseChange('consult-days', 5, '99002').ok).toBe(false);
		expect((await audited(db)).slice(2)).toMatchObject([
			{ hospital: '99002', before: null, after: 2 },
			{ hospital: '99002', before: 2, after: 20 },
		]);
		// What a newer version may have stored, or a hand: never more than the schema lets through.
		await db.updateTable('setting').set({ value: '100000' }).execute();
		expect(await idleMs(db, false, null)).toBe(15 * minute);
	});
});
