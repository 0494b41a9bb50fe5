/**
 * The token in a guest's cookie. Where the device has a key, a token lives two and a half minutes and the open page gets the
 * next one by signing a challenge (`device-proof.ts`); a page opens only with a token that was issued for opening one. So a
 * cookie copied to another machine opens no page there, and is worth nothing once it is old. A browser that can keep no key
 * gets one token for a session that is short instead.
 */
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { newSecret, secretHash } from './secret.ts';

/** An open page asks every minute; twice that and a slow line. */
export const boundTokenMs = 150_000;
/** How often an open page should prove its device. */
export const proveEveryMs = 60_000;

export interface TokenOrder {
	readonly session: string;
	/** when the session ends */
	readonly sessionEnds: number;
	/** The session has a device key. */
	readonly bound: boolean;
	/** the browser's own name, if it gave one */
	readonly agent: string | null;
	/** One page may be opened with it. */
	readonly entry: boolean;
	readonly now: number;
}

/** The token itself is for the cookie; only its hash is kept. */
export async function issueGuestToken(trx: Transaction, order: TokenOrder): Promise<string> {
	const token = newSecret();
	const { session, sessionEnds, now } = order;
	await trx
		.insertInto('guest_token')
		.values({
			token_hash: secretHash(token),
			session,
			agent_hash: agentHash(order.agent),
			good_until: order.bound ? Math.min(sessionEnds, now + boundTokenMs) : sessionEnds,
			entry: order.entry ? 1 : 0,
		})
		.execute();
	// Those long over can't even say who asks any more.
	await trx
		.deleteFrom('guest_token')
		.where('session', '=', session)
		.where('good_until', '<', now - handOverMs)
		.where('token_hash', '!=', secretHash(token))
		.execute();
	return token;
}

/** An old token still says whose session it was, so that its device can be asked, for as long as a tablet sleeps overnight. */
const handOverMs = 12 * 3_600_000;

/** Uses up the right of this token to open a page. A session without a device key needs none. */
export async function takeEntry(db: Database, token: string, now: number): Promise<boolean> {
	const taken = await db
		.updateTable('guest_token')
		.set({ entry: 0 })
		.where('token_hash', '=', secretHash(token))
		.where('entry', '=', 1)
		.where('good_until', '>', now)
		.returning('session')
		.executeTakeFirst();
	return taken !== undefined;
}

export function agentHash(agent: string | null): string | null {
	return agent === null ? null : secretHash(agent);
}
