/** A link that was judged good becomes somebody's: a guest session for a browser, or a standing for a person who signed in. */
import { sql } from 'kysely';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import type { Actor } from './actor.ts';
import { openGuestSession, sameDeviceSession } from './guest-session.ts';
import type { GuestBrowser, OpenedSession } from './guest-session.ts';
import { recordLinkOpening } from './link-opening.ts';
import { linkDestination } from './share-link.ts';

/** A person in one of their sessions. */
export interface Person {
	readonly personId: string;
	readonly sessionId: string;
}

export interface Admitted {
	/** path of the page to go to */
	readonly to: string;
	/** when this link ends */
	readonly linkEndsAt: number;
}

export interface Redeemed extends Admitted, OpenedSession {}

type Link = AccessTables['share_link'];

/** The same device as before, which has this link: opening it again is no other use. */
export async function deviceHas(
	db: Database,
	link: string,
	browser: GuestBrowser,
	now: number,
): Promise<boolean> {
	const before = await sameDeviceSession(db, { ...browser, now });
	return before?.grants.some((grant) => grant.linkId === link) ?? false;
}

export async function personHas(db: Database, link: string, person: string): Promise<boolean> {
	const taken = await db
		.selectFrom('link_taker')
		.select('link')
		.where('link', '=', link)
		.where('person', '=', person)
		.executeTakeFirst();
	return taken !== undefined;
}

export async function admitGuest(
	trx: Transaction,
	link: Link,
	browser: GuestBrowser,
	actor: Actor,
): Promise<Redeemed> {
	const { from, requestId, now } = actor;
	const again = await deviceHas(trx, link.id, browser, now);
	if (!again) await countUse(trx, link.id);
	const session = await openGuestSession(trx, link, { ...browser, now });
	await recordLinkOpening(trx, {
		link: link.id,
		kind: again ? 'again' : 'opened',
		session: session.id,
		person: null,
		agent: browser.agent,
		from,
		bound: browser.deviceKey !== null,
		at: now,
	});
	const what = { kind: 'link-redeemed', link: link.id, session: session.id } as const;
	await append(trx, { ...what, who: `guest:${session.id}`, from, requestId }, now);
	return { ...session, to: linkDestination(link), linkEndsAt: link.expires_at };
}

/** From now on the link is theirs wherever they sign in: no cookie of a guest is needed. */
export async function admitPerson(
	trx: Transaction,
	link: Link,
	taker: { readonly person: Person; readonly agent: string | null },
	actor: Actor,
): Promise<Admitted> {
	const { from, requestId, now, who } = actor;
	const { personId, sessionId } = taker.person;
	const again = await personHas(trx, link.id, personId);
	if (!again) {
		await countUse(trx, link.id);
		await trx.insertInto('link_taker').values({ link: link.id, person: personId, taken_at: now }).execute();
	}
	await recordLinkOpening(trx, {
		link: link.id,
		kind: again ? 'again' : 'opened',
		session: null,
		person: personId,
		agent: taker.agent,
		from,
		bound: true,
		at: now,
	});
	await append(trx, { kind: 'link-redeemed', link: link.id, session: sessionId, who, from, requestId }, now);
	return { to: linkDestination(link), linkEndsAt: link.expires_at };
}

async function countUse(trx: Transaction, link: string): Promise<void> {
	await trx
		.updateTable('share_link')
		.set({ uses: sql<number>`uses + 1` })
		.where('id', '=', link)
		.execute();
}
