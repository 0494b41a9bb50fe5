/**
 * What a browser holds after redeeming: one cookie, one session, one or more links. Redeeming a further link gives a new
 * session (so a planted cookie is worth nothing) and carries over the links still alive, since a second referral opened in
 * another tab must not close the first; but only to the same device key, or a copied cookie would take them along.
 */
import type { Principal } from '#lib/access/decide.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { agentHash, issueGuestToken } from './guest-token.ts';
import { newId, newSecret, secretHash } from './secret.ts';
import { linkRights, linkStudies } from './share-link.ts';

const longestSessionMs = { bound: 12 * 3_600_000, unbound: 2 * 3_600_000 };
/** A replaced session still works this long, for requests that were on their way. */
const handOverMs = 10_000;
const mostLinks = 20;

export interface OpenedSession {
	readonly id: string;
	/** for the cookie; never stored */
	readonly token: string;
	readonly expiresAt: number;
}

export type Guest = Principal & { readonly kind: 'guest' };

/** What the browser showed of itself when it redeemed. */
export interface GuestBrowser {
	/** the token of its cookie: what it had redeemed before stays open */
	readonly token: string | null;
	/** base64url of its public device key; null when it can keep none */
	readonly deviceKey: string | null;
	/** its User-Agent */
	readonly agent: string | null;
}

export interface OpeningContext extends GuestBrowser {
	readonly now: number;
}

export async function openGuestSession(
	trx: Transaction,
	link: Pick<AccessTables['share_link'], 'id' | 'expires_at'>,
	context: OpeningContext,
): Promise<OpenedSession> {
	const { now, deviceKey } = context;
	const before = await sameDeviceSession(trx, context);
	const kept = (before?.grants ?? []).filter(
		(grant) => grant.linkId !== link.id && grant.revokedAt === null && now < grant.expiresAt,
	);
	const links = [link.id, ...kept.map((grant) => grant.linkId)].slice(0, mostLinks);
	const lastEnd = Math.max(link.expires_at, ...kept.map((grant) => grant.expiresAt));
	const bound = deviceKey !== null;
	const longest = longestSessionMs[bound ? 'bound' : 'unbound'];
	const id = newId();
	const expiresAt = Math.min(lastEnd, now + longest);
	await trx
		.insertInto('guest_session')
		.values({
			id,
			// The column is from before tokens changed: nothing finds a session by it any more.
			token_hash: secretHash(newSecret()),
			created_at: now,
			expires_at: expiresAt,
			ended_at: null,
			device_key: deviceKey,
		})
		.execute();
	const order = { session: id, sessionEnds: expiresAt, bound, agent: context.agent, entry: true, now };
	const token = await issueGuestToken(trx, order);
	await trx
		.insertInto('guest_session_link')
		.values(links.map((each) => ({ session: id, link: each, redeemed_at: now })))
		.execute();
	if (before !== null) {
		await trx
			.updateTable('guest_session')
			.set({ expires_at: Math.min(before.expiresAt, now + handOverMs) })
			.where('id', '=', before.sessionId)
			.execute();
	}
	return { id, token, expiresAt };
}

/** The session this browser has already, if it is the device that the session was given to. */
export async function sameDeviceSession(db: Database, context: OpeningContext): Promise<Guest | null> {
	if (context.token === null) return null;
	const before = await guestOf(db, { token: context.token, agent: context.agent }, context.now);
	if (before === null || context.now >= before.expiresAt) return null;
	const row = await db
		.selectFrom('guest_session')
		.select('device_key')
		.where('id', '=', before.sessionId)
		.executeTakeFirst();
	return row?.device_key === context.deviceKey ? before : null;
}

/** Who holds this cookie; null when nobody does or they signed out. An expired one is still somebody, so that they can be told. */
export async function guestOf(
	db: Database,
	cookie: { readonly token: string; readonly agent: string | null },
	now: number,
): Promise<Guest | null> {
	const token = await db
		.selectFrom('guest_token')
		.select(['session', 'agent_hash', 'good_until'])
		.where('token_hash', '=', secretHash(cookie.token))
		.executeTakeFirst();
	if (token === undefined) return null;
	const sameBrowser = token.agent_hash === null || token.agent_hash === agentHash(cookie.agent);
	return guestOfSession(db, token.session, { now, proved: sameBrowser && now < token.good_until });
}

/** By the session itself, for a line that stays open while its tokens come and go. */
export async function guestOfSession(
	db: Database,
	session: string,
	{ now, proved }: { readonly now: number; readonly proved: boolean },
): Promise<Guest | null> {
	const rows = await db
		.selectFrom('guest_session as s')
		.innerJoin('guest_session_link as sl', 'sl.session', 's.id')
		.innerJoin('share_link as l', 'l.id', 'sl.link')
		.select([
			's.expires_at as session_ends',
			's.device_key',
			'l.id as link',
			'l.studies',
			'l.rights',
			'l.expires_at',
			'l.revoked_at',
		])
		.where('s.id', '=', session)
		.where((w) => w.or([w('s.ended_at', 'is', null), w('s.ended_at', '>', now)]))
		.orderBy('sl.redeemed_at', 'desc')
		.execute();
	const [first] = rows;
	if (first === undefined) return null;
	return {
		kind: 'guest',
		sessionId: session,
		expiresAt: first.session_ends,
		// Over is over: its device needn't be asked.
		device:
			!proved && now < first.session_ends ? 'unproved' : first.device_key === null ? 'unbound' : 'bound',
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
