/**
 * One person acting for one hospital in one browser (access.md 3.10). The cookie holds a random token of which only the hash is
 * stored; it changes at sign-in and whenever the person proves anew who they are, so a planted or copied cookie is worth nothing
 * afterwards. The session's own id stays: it is what the audit and open screens know it by. A session is asked for on every
 * request, so what ends or locks it takes effect with the next one.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import type { PeopleTables } from '#lib/server/store/people-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import type { SignedInClaims } from './claims.ts';
import type { HubKeys } from './hub-keys.ts';
import { rememberPerson, storedLicence, storedRoles } from './person.ts';
import { newId, newSecret, secretHash } from './secret.ts';
import { idleMs } from './settings.ts';

export const longestStaffSessionMs = 12 * 3_600_000;

export interface OpenedStaffSession {
	readonly id: string;
	readonly personId: string;
	/** for the cookie; never stored */
	readonly token: string;
	readonly expiresAt: number;
}

export interface SessionDevice {
	/** as `deviceOf` of the cookie gives it */
	readonly id: string;
	/** what kind of browser, e.g. "Chrome · Windows" */
	readonly label: string;
	/** Others use this machine too. */
	readonly shared: boolean;
}

/** Everything about a sign-in that isn't the person: the claims say who. */
export interface SignInContext {
	readonly keys: HubKeys;
	readonly device: SessionDevice;
	/** The staff cookie the browser came with: that session ends. */
	readonly replaces: string | null;
	readonly actor: Omit<Actor, 'who'>;
}

/** `hospital`: hcode of the one to act for, among those claimed. `replaced`: the session that ended for it. */
export async function openStaffSession(
	db: Database,
	claims: SignedInClaims,
	hospital: string,
	context: SignInContext,
): Promise<Result<OpenedStaffSession & { readonly replaced: string | null }, 'hospital-not-claimed'>> {
	const acting = claims.hospitals.find((each) => each.hcode === hospital);
	if (acting === undefined) return err('hospital-not-claimed');
	const { keys, device, replaces } = context;
	const { now, from, requestId } = context.actor;
	const opened = await transaction(db, async (trx) => {
		const personId = await rememberPerson(trx, keys, claims, now);
		const replaced = replaces === null ? null : await endReplaced(trx, replaces, context.actor);
		const session = { id: newId(), personId, token: newSecret(), expiresAt: now + longestStaffSessionMs };
		await trx
			.insertInto('staff_session')
			.values({
				id: session.id,
				token_hash: secretHash(session.token),
				previous_hash: null,
				previous_until: null,
				person: personId,
				hcode: acting.hcode,
				hcode9: acting.hcode9,
				roles: JSON.stringify(acting.roles),
				licence: claims.licence === null ? null : JSON.stringify(claims.licence),
				created_at: now,
				last_active_at: now,
				idle_ms: await idleMs(trx, device.shared, acting.hcode),
				locked_at: null,
				// A provider that remembered the person from this morning has proved nothing now.
				proved_at: Math.min(claims.authTime, now),
				expires_at: session.expiresAt,
				ended_at: null,
				device: device.id,
				device_label: device.label,
				shared_device: device.shared ? 1 : 0,
			})
			.execute();
		const what = { session: session.id, hospital: acting.hcode, roles: acting.roles, device: device.id };
		await append(trx, { kind: 'signed-in', ...what, who: `staff:${personId}`, from, requestId }, now);
		return { ...session, replaced };
	});
	return ok(opened);
}

/** What a request wants to know of the session behind it, beside who it is. */
export interface StaffSession {
	readonly staff: Staff;
	/** When the screen locks unless the person does something; past when it is locked. */
	readonly idleEndsAt: number;
	readonly sharedDevice: boolean;
	readonly device: string;
}

/** Who holds this cookie; null when nobody does or the session ended. An expired one is still somebody, so that they can be told. */
export async function staffOf(db: Database, token: string, now: number): Promise<Staff | null> {
	const hash = secretHash(token);
	const row = await sessionRows(db, now)
		.where((w) =>
			w.or([
				w('s.token_hash', '=', hash),
				w.and([w('s.previous_hash', '=', hash), w('s.previous_until', '>', now)]),
			]),
		)
		.executeTakeFirst();
	return row === undefined ? null : staffFrom(row, now);
}

/** The same, for what goes on over a rotation of the token, such as an open event stream. */
export async function staffSession(db: Database, id: string, now: number): Promise<StaffSession | null> {
	const row = await sessionRows(db, now).where('s.id', '=', id).executeTakeFirst();
	if (row === undefined) return null;
	return {
		staff: staffFrom(row, now),
		idleEndsAt: row.locked_at ?? row.last_active_at + row.idle_ms,
		sharedDevice: row.shared_device === 1,
		device: row.device,
	};
}

/** Signs out. `because`: by the person here, or from the person's own list of sessions. False when it had ended already. */
export async function endStaffSession(
	db: Database,
	session: string,
	because: 'person' | 'other-device',
	actor: Actor,
): Promise<boolean> {
	return transaction(db, async (trx) => {
		const { who, from, requestId, now } = actor;
		if ((await endRow(trx, session, now)) === null) return false;
		await append(trx, { kind: 'signed-out', session, because, who, from, requestId }, now);
		return true;
	});
}

/** An administrator ends somebody's session. False when it had ended already. */
export async function endSessionByAdmin(db: Database, session: string, actor: Actor): Promise<boolean> {
	return transaction(db, async (trx) => {
		const { who, from, requestId, now } = actor;
		const person = await endRow(trx, session, now);
		if (person === null) return false;
		await append(trx, { kind: 'session-ended-by-admin', session, person, who, from, requestId }, now);
		return true;
	});
}

/** The person whose session it was; null when it had ended already. */
export async function endRow(trx: Transaction, session: string, now: number): Promise<string | null> {
	const row = await trx
		.updateTable('staff_session')
		.set({ ended_at: now, previous_hash: null, previous_until: null })
		.where('id', '=', session)
		.where('ended_at', 'is', null)
		.returning('person')
		.executeTakeFirst();
	return row?.person ?? null;
}

async function endReplaced(
	trx: Transaction,
	token: string,
	actor: Omit<Actor, 'who'>,
): Promise<string | null> {
	const { now, from, requestId } = actor;
	const before = await staffOf(trx, token, now);
	if (before === null || (await endRow(trx, before.sessionId, now)) === null) return null;
	const what = { kind: 'signed-out', session: before.sessionId, because: 'replaced' } as const;
	await append(trx, { ...what, who: `staff:${before.personId}`, from, requestId }, now);
	return before.sessionId;
}

function sessionRows(db: Database, now: number) {
	return db
		.selectFrom('staff_session as s')
		.innerJoin('person as p', 'p.id', 's.person')
		.selectAll('s')
		.select('p.name_th')
		.where((w) => w.or([w('s.ended_at', 'is', null), w('s.ended_at', '>', now)]));
}

function staffFrom(row: PeopleTables['staff_session'] & { readonly name_th: string }, now: number): Staff {
	return {
		kind: 'staff',
		sessionId: row.id,
		personId: row.person,
		name: row.name_th,
		hospital: { hcode: row.hcode, hcode9: row.hcode9 },
		roles: storedRoles(row.roles),
		licence: storedLicence(row.licence),
		expiresAt: row.expires_at,
		locked: row.locked_at !== null || now >= row.last_active_at + row.idle_ms,
		provedAt: row.proved_at,
		sharedDevice: row.shared_device === 1,
	};
}
