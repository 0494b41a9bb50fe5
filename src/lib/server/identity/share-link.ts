/**
 * A share link (access.md 3.6): `/s#SECRET`. The secret stays in the fragment, so it reaches no server log, preview robot or
 * referrer; a PIN is told by another channel. Here links are made and revoked; `redeem.ts` takes them in.
 */
import * as v from 'valibot';
import type { Right } from '#lib/access/decide.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { isUid, studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { hashPin } from './pin.ts';
import { newId, newPin, newSecret, secretHash } from './secret.ts';

const hour = 3_600_000;
export const longestLinkMs = 30 * 24 * hour;
export const wrongPinsAllowed = 5;

const Uid = v.pipe(v.string(), v.check(isUid));
/** Where in its study a link opens. */
const Target = v.object({
	study: Uid,
	series: v.nullable(Uid),
	instance: v.nullable(Uid),
	/** from 1 */
	frame: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
	window: v.nullable(v.object({ center: v.number(), width: v.number() })),
});
export type LinkTarget = v.InferOutput<typeof Target>;

const Studies = v.pipe(
	v.array(v.string()),
	v.transform((list) => list.flatMap((text) => studyUid(text) ?? [])),
);
const Rights = v.array(v.picklist(['view', 'annotate', 'download']));

export interface LinkOrder {
	readonly studies: readonly StudyUid[];
	readonly rights: readonly Right[];
	readonly target: LinkTarget | null;
	readonly lifetimeMs: number;
	/** null: as often as needed until it ends */
	readonly maxUses: number | null;
}

export interface MadeLink {
	readonly id: string;
	/** Shown once, to the maker; can't be shown again. */
	readonly secret: string;
	readonly pin: string;
	readonly expiresAt: number;
}

export type LinkRefusal = 'no-studies' | 'no-rights' | 'bad-lifetime' | 'bad-uses' | 'target-not-in-link';

export async function createShareLink(
	db: Database,
	order: LinkOrder,
	actor: Actor,
): Promise<Result<MadeLink, LinkRefusal>> {
	const refused = faultOf(order);
	if (refused !== null) return err(refused);
	const made: MadeLink = {
		id: newId(),
		secret: newSecret(),
		pin: newPin(),
		expiresAt: actor.now + order.lifetimeMs,
	};
	const pin = await hashPin(made.pin, made.secret);
	const row = {
		id: made.id,
		secret_hash: secretHash(made.secret),
		pin_salt: pin.salt,
		pin_hash: pin.hash,
		created_at: actor.now,
		created_by: actor.who,
		expires_at: made.expiresAt,
		revoked_at: null,
		studies: JSON.stringify(order.studies),
		rights: JSON.stringify(order.rights),
		target: order.target === null ? null : JSON.stringify(order.target),
		max_uses: order.maxUses,
		uses: 0,
		tries: 0,
		wrong_pins: 0,
	};
	await transaction(db, async (trx) => {
		await trx.insertInto('share_link').values(row).execute();
		const { who, from, requestId, now } = actor;
		const { studies, rights } = order;
		const what = { link: made.id, studies, rights, expiresAt: made.expiresAt };
		await append(trx, { kind: 'link-created', ...what, who, from, requestId }, now);
	});
	return ok(made);
}

/** Ends what the link has given at once: every request asks for its state. False when it was unknown or ended already. */
export async function revokeShareLink(db: Database, link: string, actor: Actor): Promise<boolean> {
	return transaction(db, async (trx) => {
		const row = await trx
			.updateTable('share_link')
			.set({ revoked_at: actor.now })
			.where('id', '=', link)
			.where('revoked_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (row === undefined) return false;
		const { who, from, requestId, now } = actor;
		await append(trx, { kind: 'link-revoked', link, who, from, requestId }, now);
		return true;
	});
}

export function linkStudies(row: Pick<AccessTables['share_link'], 'studies'>): readonly StudyUid[] {
	return v.parse(Studies, JSON.parse(row.studies));
}

export function linkRights(row: Pick<AccessTables['share_link'], 'rights'>): readonly Right[] {
	return v.parse(Rights, JSON.parse(row.rights));
}

/** The page a redeemed link leads to; UIDs only, never anything about the patient. */
export function linkDestination(row: Pick<AccessTables['share_link'], 'studies' | 'target'>): string {
	if (row.target === null) return `/studies/${linkStudies(row)[0] ?? ''}`;
	const { study, series, instance, frame, window } = v.parse(Target, JSON.parse(row.target));
	const query = new URLSearchParams();
	if (series !== null) query.set('series', series);
	if (instance !== null) query.set('instance', instance);
	if (frame !== null) query.set('frame', String(frame));
	if (window !== null) {
		query.set('wc', String(window.center));
		query.set('ww', String(window.width));
	}
	const text = query.toString();
	return `/studies/${study}${text === '' ? '' : `?${text}`}`;
}

function faultOf(order: LinkOrder): LinkRefusal | null {
	if (order.studies.length === 0) return 'no-studies';
	if (!order.rights.includes('view')) return 'no-rights';
	if (!(order.lifetimeMs > 0 && order.lifetimeMs <= longestLinkMs)) return 'bad-lifetime';
	if (order.maxUses !== null && !(Number.isInteger(order.maxUses) && order.maxUses > 0)) return 'bad-uses';
	const target = order.target;
	if (target === null) return null;
	const inside = order.studies.some((study) => study === target.study) && v.is(Target, target);
	return inside ? null : 'target-not-in-link';
}
