/**
 * Takes a link in: secret and PIN against a session cookie. Guessing is met by 256-bit secrets, by the lock after five wrong
 * PINs and by answers that take the same work and the same time whether the link is unknown or the PIN wrong (threat 8). The
 * try, its outcome and its audit row are one transaction.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { openGuestSession } from './guest-session.ts';
import type { OpenedSession } from './guest-session.ts';
import { noPin, pinMatches } from './pin.ts';
import { secretHash } from './secret.ts';
import { linkDestination, wrongPinsAllowed } from './share-link.ts';

export interface RedeemTry {
	readonly secret: string;
	readonly pin: string;
	/** The cookie the browser came with: what it had redeemed before stays open. */
	readonly sessionToken: string | null;
}

export interface Redeemed extends OpenedSession {
	/** path of the page to go to */
	readonly to: string;
	/** when this link ends */
	readonly linkEndsAt: number;
}

export type RedeemRefusal =
	| { readonly code: 'link-unknown' | 'link-expired' | 'link-revoked' | 'link-locked' | 'link-used-up' }
	| { readonly code: 'pin-wrong'; readonly triesLeft: number };

type Outcome = Result<Redeemed, RedeemRefusal>;
type Link = AccessTables['share_link'];

/** No refusal is given sooner. More than the work takes on a slow machine; too short for a person to notice. */
const refusalMs = 300;

export async function redeem(db: Database, attempt: RedeemTry, actor: Actor): Promise<Outcome> {
	const startedAt = performance.now();
	const hash = secretHash(attempt.secret);
	const known = await db
		.selectFrom('share_link')
		.select(['pin_salt as salt', 'pin_hash as hash'])
		.where('secret_hash', '=', hash)
		.executeTakeFirst();
	// Outside the transaction: it takes tens of milliseconds on purpose.
	const pinRight = await pinMatches(attempt.pin, attempt.secret, known ?? noPin);
	const outcome = await transaction(db, async (trx): Promise<Outcome> => {
		// Counting the try takes the row: tries made at the same moment are judged one after the other.
		const link = await trx
			.updateTable('share_link')
			.set({ tries: sql<number>`tries + 1` })
			.where('secret_hash', '=', hash)
			.returningAll()
			.executeTakeFirst();
		const { from, requestId, now } = actor;
		const judged = judge(link, pinRight, now);
		if (!judged.ok) {
			const refused = judged.reason.code;
			if (refused === 'pin-wrong') await countWrongPin(trx, hash);
			const what = { kind: 'link-refused', link: link?.id ?? null, reason: refused } as const;
			await append(trx, { ...what, who: actor.who, from, requestId }, now);
			return judged;
		}
		return ok(await admit(trx, judged.value, attempt.sessionToken, actor));
	});
	if (!outcome.ok) await wait(Math.max(0, refusalMs - (performance.now() - startedAt)));
	return outcome;
}

async function admit(trx: Transaction, link: Link, replaces: string | null, actor: Actor): Promise<Redeemed> {
	const { from, requestId, now } = actor;
	await trx
		.updateTable('share_link')
		.set({ uses: sql<number>`uses + 1` })
		.where('id', '=', link.id)
		.execute();
	const session = await openGuestSession(trx, link, { replaces, now });
	const what = { kind: 'link-redeemed', link: link.id, session: session.id } as const;
	await append(trx, { ...what, who: `guest:${session.id}`, from, requestId }, now);
	return { ...session, to: linkDestination(link), linkEndsAt: link.expires_at };
}

async function countWrongPin(trx: Transaction, hash: string): Promise<void> {
	await trx
		.updateTable('share_link')
		.set({ wrong_pins: sql<number>`wrong_pins + 1` })
		.where('secret_hash', '=', hash)
		.execute();
}

function judge(link: Link | undefined, pinRight: boolean, now: number): Result<Link, RedeemRefusal> {
	if (link === undefined) return err({ code: 'link-unknown' });
	if (link.revoked_at !== null) return err({ code: 'link-revoked' });
	if (now >= link.expires_at) return err({ code: 'link-expired' });
	if (link.wrong_pins >= wrongPinsAllowed) return err({ code: 'link-locked' });
	// A right PIN later doesn't give the tries back: otherwise each reader would pay for four more guesses.
	if (!pinRight) return err({ code: 'pin-wrong', triesLeft: wrongPinsAllowed - link.wrong_pins - 1 });
	if (link.max_uses !== null && link.uses >= link.max_uses) return err({ code: 'link-used-up' });
	return ok(link);
}
