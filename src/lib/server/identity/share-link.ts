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
import { hashPin, noPin } from './pin.ts';
import type { PinHash } from './pin.ts';
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
	/** The first to open it is the only one, and whoever comes later is told when that was; `maxUses` is 1 then. */
	readonly oneTime?: boolean;
	/** hcode its maker acts for */
	readonly makerHospital?: string;
}

/** Who may take a named link in, signed in: one person, or whoever acts for a hospital (hcode). */
export type Recipient =
	| { readonly kind: 'person'; readonly person: string }
	| { readonly kind: 'hospital'; readonly hcode: string };

export interface MadeNamedLink {
	readonly id: string;
	/** Shown once, to the maker; can't be shown again. */
	readonly secret: string;
	readonly expiresAt: number;
}

export interface MadeLink extends MadeNamedLink {
	readonly pin: string;
}

export type LinkRefusal =
	'no-studies' | 'no-rights' | 'bad-lifetime' | 'bad-uses' | 'target-not-in-link' | 'recipient-unknown';

/** For whoever holds the link and is told its PIN by another channel. */
export async function createShareLink(
	db: Database,
	order: LinkOrder,
	actor: Actor,
): Promise<Result<MadeLink, LinkRefusal>> {
	const refused = faultOf(order);
	if (refused !== null) return err(refused);
	const secret = newSecret();
	const pin = newPin();
	const made = await insertLink(
		db,
		{ order, secret, pin: await hashPin(pin, secret), recipient: null },
		actor,
	);
	return ok({ ...made, pin });
}

/** For a named person or hospital: worth nothing to anybody else, so there is no PIN. */
export async function createNamedLink(
	db: Database,
	order: LinkOrder,
	recipient: Recipient,
	actor: Actor,
): Promise<Result<MadeNamedLink, LinkRefusal>> {
	const refused = faultOf(order);
	if (refused !== null) return err(refused);
	if (!(await isKnown(db, recipient))) return err('recipient-unknown');
	// `noPin` is the hash of no PIN at all.
	return ok(await insertLink(db, { order, secret: newSecret(), pin: noPin, recipient }, actor));
}

async function isKnown(db: Database, recipient: Recipient): Promise<boolean> {
	const found =
		recipient.kind === 'person'
			? db.selectFrom('person').select('id as known').where('id', '=', recipient.person)
			: db.selectFrom('hospital').select('hcode as known').where('hcode', '=', recipient.hcode);
	return (await found.executeTakeFirst()) !== undefined;
}

interface NewLink {
	readonly order: LinkOrder;
	readonly secret: string;
	readonly pin: PinHash;
	readonly recipient: Recipient | null;
}

async function insertLink(db: Database, link: NewLink, actor: Actor): Promise<MadeNamedLink> {
	const { order, secret, recipient } = link;
	const { who, from, requestId, now } = actor;
	const made = { id: newId(), secret, expiresAt: now + order.lifetimeMs };
	const forPerson = recipient?.kind === 'person' ? recipient.person : null;
	const forHospital = recipient?.kind === 'hospital' ? recipient.hcode : null;
	const oneTime = order.oneTime ?? false;
	const maxUses = oneTime ? 1 : order.maxUses;
	await transaction(db, async (trx) => {
		const study = await trx
			.selectFrom('study')
			.select('owner')
			.where('uid', '=', order.studies[0] ?? '')
			.executeTakeFirst();
		const row = {
			id: made.id,
			secret_hash: secretHash(secret),
			pin_salt: link.pin.salt,
			pin_hash: link.pin.hash,
			created_at: now,
			created_by: who,
			maker_hospital: order.makerHospital ?? null,
			owner_hospital: study?.owner ?? null,
			for_person: forPerson,
			for_hospital: forHospital,
			one_time: oneTime ? 1 : 0,
			expires_at: made.expiresAt,
			revoked_at: null,
			studies: JSON.stringify(order.studies),
			rights: JSON.stringify(order.rights),
			target: order.target === null ? null : JSON.stringify(order.target),
			max_uses: maxUses,
			uses: 0,
			tries: 0,
			wrong_pins: 0,
		};
		await trx.insertInto('share_link').values(row).execute();
		const { studies, rights } = order;
		const terms = { studies, rights, expiresAt: made.expiresAt, forPerson, forHospital, maxUses };
		await append(trx, { kind: 'link-created', link: made.id, ...terms, who, from, requestId }, now);
	});
	return made;
}

/** Who looks after a link. */
export type LinkOwners = Pick<
	AccessTables['share_link'],
	'id' | 'created_by' | 'maker_hospital' | 'owner_hospital'
>;

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
