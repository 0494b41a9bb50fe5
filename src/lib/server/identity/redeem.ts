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
import { admitGuest, deviceHas } from './admit.ts';
import type { Redeemed } from './admit.ts';
import type { GuestBrowser } from './guest-session.ts';
import { recordLinkOpening } from './link-opening.ts';
import { noPin, pinMatches } from './pin.ts';
import { secretHash } from './secret.ts';
import { wrongPinsAllowed } from './share-link.ts';
import type { LinkOwners } from './share-link.ts';

export interface RedeemTry {
	readonly secret: string;
	readonly pin: string;
	readonly browser: GuestBrowser;
}

export type LinkOver = 'link-unknown' | 'link-expired' | 'link-revoked' | 'link-locked' | 'link-used-up';

export type RedeemRefusal =
	| { readonly code: LinkOver }
	/** It is for a named person, who signs in instead. */
	| { readonly code: 'link-named' }
	/** One-time, and somebody was first; ms */
	| { readonly code: 'link-opened-before'; readonly openedAt: number }
	| { readonly code: 'pin-wrong'; readonly triesLeft: number };

export interface RedeemOutcome {
	/** null: no such link */
	readonly link: LinkOwners | null;
	readonly result: Result<Redeemed, RedeemRefusal>;
}
type Link = AccessTables['share_link'];

/** No refusal is given sooner. More than the work takes on a slow machine; too short for a person to notice. */
const refusalMs = 300;

export async function redeem(db: Database, attempt: RedeemTry, actor: Actor): Promise<RedeemOutcome> {
	const startedAt = performance.now();
	const hash = secretHash(attempt.secret);
	const known = await db
		.selectFrom('share_link')
		.select(['pin_salt as salt', 'pin_hash as hash'])
		.where('secret_hash', '=', hash)
		.executeTakeFirst();
	// Outside the transaction: it takes tens of milliseconds on purpose.
	const pinRight = await pinMatches(attempt.pin, attempt.secret, known ?? noPin);
	const outcome = await transaction(db, async (trx): Promise<RedeemOutcome> => {
		// Counting the try takes the row: tries made at the same moment are judged one after the other.
		const link = await trx
			.updateTable('share_link')
			.set({ tries: sql<number>`tries + 1` })
			.where('secret_hash', '=', hash)
			.returningAll()
			.executeTakeFirst();
		const judged = await judge(trx, link, { pinRight, attempt, now: actor.now });
		if (judged.ok) {
			const redeemed = await admitGuest(trx, judged.value, attempt.browser, actor);
			return { link: judged.value, result: ok(redeemed) };
		}
		await noteRefusal(trx, link, { refusal: judged.reason, attempt, actor });
		return { link: link ?? null, result: judged };
	});
	if (!outcome.result.ok) await wait(Math.max(0, refusalMs - (performance.now() - startedAt)));
	return outcome;
}

interface Refused {
	readonly refusal: RedeemRefusal;
	readonly attempt: RedeemTry;
	readonly actor: Actor;
}

async function noteRefusal(trx: Transaction, link: Link | undefined, refused: Refused): Promise<void> {
	const { refusal, attempt, actor } = refused;
	const { from, requestId, now, who } = actor;
	if (link !== undefined && refusal.code === 'pin-wrong') await countWrongPin(trx, link.id);
	if (link !== undefined && (refusal.code === 'link-opened-before' || refusal.code === 'link-used-up')) {
		const nobody = { session: null, person: null, bound: false };
		const { agent } = attempt.browser;
		await recordLinkOpening(trx, { link: link.id, kind: 'refused', ...nobody, agent, from, at: now });
	}
	const what = { kind: 'link-refused', link: link?.id ?? null, reason: refusal.code } as const;
	await append(trx, { ...what, who, from, requestId }, now);
}

async function countWrongPin(trx: Transaction, link: string): Promise<void> {
	await trx
		.updateTable('share_link')
		.set({ wrong_pins: sql<number>`wrong_pins + 1` })
		.where('id', '=', link)
		.execute();
}

interface Try {
	readonly pinRight: boolean;
	readonly attempt: RedeemTry;
	readonly now: number;
}

async function judge(
	trx: Transaction,
	link: Link | undefined,
	{ pinRight, attempt, now }: Try,
): Promise<Result<Link, RedeemRefusal>> {
	const over = link === undefined ? 'link-unknown' : linkOver(link, now);
	if (link === undefined || over !== null) return err({ code: over ?? 'link-unknown' });
	if (link.for_person !== null || link.for_hospital !== null) return err({ code: 'link-named' });
	// A right PIN later doesn't give the tries back: otherwise each reader would pay for four more guesses.
	if (!pinRight) return err({ code: 'pin-wrong', triesLeft: wrongPinsAllowed - link.wrong_pins - 1 });
	// The same device again is not another use.
	const spent = link.max_uses !== null && link.uses >= link.max_uses;
	if (!spent || (await deviceHas(trx, link.id, attempt.browser, now))) return ok(link);
	if (link.one_time === 0) return err({ code: 'link-used-up' });
	const first = await trx
		.selectFrom('link_opening')
		.select('at')
		.where('link', '=', link.id)
		.where('kind', '=', 'opened')
		.orderBy('at')
		.executeTakeFirst();
	return err({ code: 'link-opened-before', openedAt: first?.at ?? now });
}

/** Why nobody can open it any more; null when it still stands. */
export function linkOver(
	link: Pick<Link, 'revoked_at' | 'expires_at' | 'wrong_pins'>,
	now: number,
): LinkOver | null {
	if (link.revoked_at !== null) return 'link-revoked';
	if (now >= link.expires_at) return 'link-expired';
	return link.wrong_pins >= wrongPinsAllowed ? 'link-locked' : null;
}
