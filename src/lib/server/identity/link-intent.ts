/**
 * A link for a named person is opened by signing in, which leads away from the page that holds the secret. The tap gives the
 * secret to us by POST; what the browser keeps over the sign-in is an HttpOnly cookie that stands for that tap and for nothing
 * else: no script reads it, no address carries it, and without the right person it opens nothing (threat 5).
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { isClinical, sameHospital } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { admitPerson, personHas } from './admit.ts';
import type { Admitted } from './admit.ts';
import { linkOver } from './redeem.ts';
import type { LinkOver } from './redeem.ts';
import { newSecret, secretHash } from './secret.ts';
import type { LinkOwners } from './share-link.ts';

/** A sign-in with a forgotten password and a second hospital to choose. */
const intentMs = 20 * 60_000;

export interface Intent {
	/** for the cookie; never stored */
	readonly token: string;
	readonly expiresAt: number;
}

/** Made alike for secrets we know and those we don't: the answer tells nothing. */
export async function keepIntent(db: Database, secret: string, now: number): Promise<Intent> {
	const intent = { token: newSecret(), expiresAt: now + intentMs };
	await db.deleteFrom('link_intent').where('expires_at', '<=', now).execute();
	await db
		.insertInto('link_intent')
		.values({
			token_hash: secretHash(intent.token),
			secret_hash: secretHash(secret),
			expires_at: intent.expiresAt,
		})
		.execute();
	return intent;
}

export type ClaimRefusal = LinkOver | 'intent-over' | 'link-needs-pin' | 'link-not-for-you';

export interface ClaimOutcome {
	readonly link: LinkOwners | null;
	readonly result: Result<Admitted, ClaimRefusal>;
}

/** What the tap began, for the person who has signed in since. The intent is used up unless it is another's turn. */
export async function claimLink(
	db: Database,
	claim: { readonly intent: string; readonly staff: Staff; readonly agent: string | null },
	actor: Actor,
): Promise<ClaimOutcome> {
	const { staff, agent } = claim;
	const { who, from, requestId, now } = actor;
	return transaction(db, async (trx): Promise<ClaimOutcome> => {
		const intent = await trx
			.selectFrom('link_intent')
			.select('secret_hash')
			.where('token_hash', '=', secretHash(claim.intent))
			.where('expires_at', '>', now)
			.executeTakeFirst();
		if (intent === undefined) return { link: null, result: err('intent-over') };
		const link = await trx
			.updateTable('share_link')
			.set((w) => ({ tries: w('tries', '+', 1) }))
			.where('secret_hash', '=', intent.secret_hash)
			.returningAll()
			.executeTakeFirst();
		const refused = link === undefined ? 'link-unknown' : await refusalOf(trx, link, { staff, now });
		if (link === undefined || refused !== null) {
			const reason = refused ?? 'link-unknown';
			const what = { kind: 'link-refused', link: link?.id ?? null, reason } as const;
			await append(trx, { ...what, who, from, requestId }, now);
			return { link: link ?? null, result: err(reason) };
		}
		await trx.deleteFrom('link_intent').where('token_hash', '=', secretHash(claim.intent)).execute();
		return { link, result: ok(await admitPerson(trx, link, { person: staff, agent }, actor)) };
	});
}

async function refusalOf(
	trx: Transaction,
	link: AccessTables['share_link'],
	{ staff, now }: { readonly staff: Staff; readonly now: number },
): Promise<ClaimRefusal | null> {
	const over = linkOver(link, now);
	if (over !== null) return over;
	if (link.for_person === null && link.for_hospital === null) return 'link-needs-pin';
	if (link.for_person !== null && link.for_person !== staff.personId) return 'link-not-for-you';
	// Lists and people are what others look after: pictures would be refused them anyway.
	if (!isClinical(staff)) return 'link-not-for-you';
	if (link.for_hospital !== null && !(await actsFor(trx, link.for_hospital, staff)))
		return 'link-not-for-you';
	const spent = link.max_uses !== null && link.uses >= link.max_uses;
	return spent && !(await personHas(trx, link.id, staff.personId)) ? 'link-used-up' : null;
}

async function actsFor(trx: Transaction, hcode: string, staff: Staff): Promise<boolean> {
	const row = await trx.selectFrom('hospital').select('hcode9').where('hcode', '=', hcode).executeTakeFirst();
	return sameHospital({ hcode, hcode9: row?.hcode9 ?? null }, staff.hospital);
}
