/**
 * Between sign-in and sign-out: what the person does keeps the session open, a tap or idleness locks it, and proving who they are
 * opens it again. Idleness is judged by the server from the last thing the person did; the row is marked by `lockIdleSessions`
 * so that it is on record and open screens hear of it, but `staffOf` refuses from the moment itself.
 */
import { sql } from 'kysely';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { stepUpMs } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import type { SignedInClaims } from './claims.ts';
import type { HubKeys } from './hub-keys.ts';
import { rememberPerson, subjectHmac } from './person.ts';
import { newSecret, secretHash } from './secret.ts';
import { endRow, staffOf } from './staff-session.ts';
import type { OpenedStaffSession } from './staff-session.ts';

/** A replaced cookie still works this long, for requests that were on their way. */
const handOverMs = 10_000;

/** The person did something at that time. False when the session is locked or over: doing something doesn't unlock it. */
export async function touchStaffSession(
	db: Database,
	session: string,
	{ at, now }: { readonly at: number; readonly now: number },
): Promise<boolean> {
	const touched = await db
		.updateTable('staff_session')
		.set({ last_active_at: sql<number>`case when last_active_at < ${at} then ${at} else last_active_at end` })
		.where('id', '=', session)
		.where('ended_at', 'is', null)
		.where('locked_at', 'is', null)
		.where('expires_at', '>', now)
		.where(sql<boolean>`last_active_at + idle_ms > ${now}`)
		.returning('id')
		.executeTakeFirst();
	return touched !== undefined;
}

/** By the person's own tap. False when it was locked or over already. */
export async function lockStaffSession(db: Database, session: string, actor: Actor): Promise<boolean> {
	return transaction(db, async (trx) => {
		const { who, from, requestId, now } = actor;
		const locked = await trx
			.updateTable('staff_session')
			.set({ locked_at: now })
			.where('id', '=', session)
			.where('ended_at', 'is', null)
			.where('locked_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (locked === undefined) return false;
		await append(trx, { kind: 'session-locked', session, because: 'person', who, from, requestId }, now);
		return true;
	});
}

/** Marks those whose idle time has passed; their ids, for telling open screens. */
export async function lockIdleSessions(db: Database, now: number): Promise<readonly string[]> {
	return transaction(db, async (trx) => {
		const locked = await trx
			.updateTable('staff_session')
			.set({ locked_at: sql<number>`last_active_at + idle_ms` })
			.where('ended_at', 'is', null)
			.where('locked_at', 'is', null)
			.where('expires_at', '>', now)
			.where(sql<boolean>`last_active_at + idle_ms <= ${now}`)
			.returning(['id', 'person'])
			.execute();
		for (const { id, person } of locked) {
			const what = { kind: 'session-locked', session: id, because: 'idle' } as const;
			await append(trx, { ...what, who: `staff:${person}`, from: null, requestId: null }, now);
		}
		return locked.map((row) => row.id);
	});
}

export type ProofRefusal =
	/** The browser holds no session to prove. */
	| 'no-session'
	/** Somebody else signed in: they get a session of their own, never this one. */
	| 'other-person'
	/** The provider didn't ask anew. */
	| 'not-fresh'
	/** The person acts for this hospital no longer; the session has ended. */
	| 'hospital-gone';

/** The same person signed in again: unlocks, renews what they may be, and changes the token. */
export async function proveStaffSession(
	db: Database,
	token: string,
	claims: SignedInClaims,
	context: { readonly keys: HubKeys; readonly actor: Omit<Actor, 'who'> },
): Promise<Result<OpenedStaffSession, ProofRefusal>> {
	const { now } = context.actor;
	return transaction(db, async (trx) => {
		const staff = await staffOf(trx, token, now);
		if (staff === null || now >= staff.expiresAt) return err('no-session');
		if (!(await isSame(trx, staff, subjectHmac(context.keys, claims)))) return err('other-person');
		if (claims.authTime < now - stepUpMs) return err('not-fresh');
		await rememberPerson(trx, context.keys, claims, now);
		const who = {
			who: `staff:${staff.personId}`,
			from: context.actor.from,
			requestId: context.actor.requestId,
		};
		const session = staff.sessionId;
		const acting = claims.hospitals.find((each) => each.hcode === staff.hospital.hcode);
		if (acting === undefined) {
			await endRow(trx, session, now);
			await append(trx, { kind: 'signed-out', session, because: 'hospital-gone', ...who }, now);
			return err('hospital-gone');
		}
		const licence = claims.licence === null ? null : JSON.stringify(claims.licence);
		await trx
			.updateTable('staff_session')
			.set({ roles: JSON.stringify(acting.roles), licence })
			.where('id', '=', session)
			.execute();
		return ok(await renew(trx, staff, { provedAt: claims.authTime, actor: context.actor }));
	});
}

/** What a provider of citizens proves: who somebody is, and nothing of their work. */
export interface CitizenProof {
	/** as `SignedInClaims.citizenHmac` */
	readonly citizenHmac: string;
	readonly authTime: number;
}

/** The same citizen as the session's person: unlocks and changes the token; what they may be stays as their own provider said. */
export async function proveCitizen(
	db: Database,
	token: string,
	proof: CitizenProof,
	actor: Omit<Actor, 'who'>,
): Promise<Result<OpenedStaffSession, Exclude<ProofRefusal, 'hospital-gone'>>> {
	const { now } = actor;
	return transaction(db, async (trx) => {
		const staff = await staffOf(trx, token, now);
		if (staff === null || now >= staff.expiresAt) return err('no-session');
		const same = await trx
			.selectFrom('person')
			.select('id')
			.where('id', '=', staff.personId)
			.where('citizen_hmac', '=', proof.citizenHmac)
			.executeTakeFirst();
		if (same === undefined) return err('other-person');
		if (proof.authTime < now - stepUpMs) return err('not-fresh');
		return ok(await renew(trx, staff, { provedAt: proof.authTime, actor }));
	});
}

async function renew(
	trx: Transaction,
	staff: Staff,
	{ provedAt, actor }: { readonly provedAt: number; readonly actor: Omit<Actor, 'who'> },
): Promise<OpenedStaffSession> {
	const { now, from, requestId } = actor;
	const session = staff.sessionId;
	const renewed = newSecret();
	await trx
		.updateTable('staff_session')
		.set((eb) => ({
			token_hash: secretHash(renewed),
			previous_hash: eb.ref('token_hash'),
			previous_until: now + handOverMs,
			last_active_at: now,
			locked_at: null,
			proved_at: Math.min(provedAt, now),
		}))
		.where('id', '=', session)
		.execute();
	const who = { who: `staff:${staff.personId}`, from, requestId };
	await append(trx, { kind: 'session-proved', session, unlocked: staff.locked, ...who }, now);
	return { id: session, personId: staff.personId, token: renewed, expiresAt: staff.expiresAt };
}

async function isSame(trx: Transaction, staff: Staff, subject: string): Promise<boolean> {
	const row = await trx
		.selectFrom('person')
		.select('id')
		.where('id', '=', staff.personId)
		.where('subject_hmac', '=', subject)
		.executeTakeFirst();
	return row !== undefined;
}
