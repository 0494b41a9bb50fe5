/**
 * What a browser holds after redeeming: one cookie, one session, one or more links. Redeeming a further link gives a new
 * token (so a planted cookie is worth nothing) and carries over the links still alive, since a second referral opened in
 * another tab must not close the first.
 */
import type { Principal } from '#lib/access/decide.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { newId, newSecret, secretHash } from './secret.ts';
import { linkRights, linkStudies } from './share-link.ts';

const longestSessionMs = 12 * 3_600_000;
/** A replaced cookie still works this long, for requests that were on their way. */
const handOverMs = 10_000;
const mostLinks = 20;

export interface OpenedSession {
	readonly id: string;
	/** for the cookie; never stored */
	readonly token: string;
	readonly expiresAt: number;
}

export type Guest = Principal & { readonly kind: 'guest' };

export async function openGuestSession(
	trx: Transaction,
	link: Pick<AccessTables['share_link'], 'id' | 'expires_at'>,
	context: { readonly replaces: string | null; readonly now: number },
): Promise<OpenedSession> {
	const { now } = context;
	const before = context.replaces === null ? null : await guestOf(trx, context.replaces, now);
	const kept = (before?.grants ?? []).filter(
		(grant) => grant.linkId !== link.id && grant.revokedAt === null && now < grant.expiresAt,
	);
	const links = [link.id, ...kept.map((grant) => grant.linkId)].slice(0, mostLinks);
	const lastEnd = Math.max(link.expires_at, ...kept.map((grant) => grant.expiresAt));
	const session = { id: newId(), token: newSecret(), expiresAt: Math.min(lastEnd, now + longestSessionMs) };
	await trx
		.insertInto('guest_session')
		.values({
			id: session.id,
			token_hash: secretHash(session.token),
			created_at: now,
			expires_at: session.expiresAt,
			ended_at: null,
		})
		.execute();
	await trx
		.insertInto('guest_session_link')
		.values(links.map((each) => ({ session: session.id, link: each, redeemed_at: now })))
		.execute();
	if (before !== null) {
		await trx
			.updateTable('guest_session')
			.set({ expires_at: Math.min(before.expiresAt, now + handOverMs) })
			.where('id', '=', before.sessionId)
			.execute();
	}
	return session;
}

/** Who holds this cookie; null when nobody does or they signed out. An expired one is still somebody, so that they can be told. */
export async function guestOf(db: Database, token: string, now: number): Promise<Guest | null> {
	const rows = await db
		.selectFrom('guest_session as s')
		.innerJoin('guest_session_link as sl', 'sl.session', 's.id')
		.innerJoin('share_link as l', 'l.id', 'sl.link')
		.select([
			's.id as session',
			's.expires_at as session_ends',
			'l.id as link',
			'l.studies',
			'l.rights',
			'l.expires_at',
			'l.revoked_at',
		])
		.where('s.token_hash', '=', secretHash(token))
		.where((w) => w.or([w('s.ended_at', 'is', null), w('s.ended_at', '>', now)]))
		.orderBy('sl.redeemed_at', 'desc')
		.execute();
	const [first] = rows;
	if (first === undefined) return null;
	return {
		kind: 'guest',
		sessionId: first.session,
		expiresAt: first.session_ends,
		grants: rows.map((row) => ({
			linkId: row.link,
			studies: linkStudies(row),
			rights: linkRights(row),
			expiresAt: row.expires_at,
			revokedAt: row.revoked_at,
		})),
	};
}

export async function endGuestSession(db: Database, session: string, actor: Actor): Promise<void> {
	await transaction(db, async (trx) => {
		const { who, from, requestId, now } = actor;
		await trx
			.updateTable('guest_session')
			.set({ ended_at: now })
			.where('id', '=', session)
			.where('ended_at', 'is', null)
			.execute();
		await append(trx, { kind: 'session-ended', session, who, from, requestId }, now);
	});
}
