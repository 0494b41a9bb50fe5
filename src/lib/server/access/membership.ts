/**
 * Membership: a consult or a referral names a hospital or a person for studies. Its room calls these inside its own transaction,
 * so that asking and giving stand or fall together; what is given and what ends is in the audit by the same transaction.
 */
import * as v from 'valibot';
import type { Right } from '#lib/access/principal.ts';
import type { Membership } from '#lib/access/standing.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { newId } from '#lib/server/identity/secret.ts';
import { readSetting } from '#lib/server/identity/settings.ts';
import { takenLinks } from '#lib/server/identity/taken-links.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';

const dayMs = 24 * 3_600_000;

/** Links have a room of their own (`identity/share-link.ts`). */
type NamedThrough = Exclude<Membership['through'], 'link'>;

export interface MembershipOrder {
	readonly through: NamedThrough;
	/** of the consult or referral */
	readonly id: string;
	/** Those it is about; comparison studies only when the request names them. */
	readonly studies: readonly StudyUid[];
	readonly to: { readonly hospital: string } | { readonly person: string };
	readonly rights: readonly Right[];
}

export async function grantMembership(trx: Transaction, order: MembershipOrder, actor: Actor): Promise<void> {
	const { through, id: ref, studies, to, rights } = order;
	const { now, ...by } = actor;
	const named = {
		hospital: 'hospital' in to ? to.hospital : null,
		person: 'person' in to ? to.person : null,
	};
	const given = { toHospital: named.hospital, toPerson: named.person };
	for (const study of new Set(studies)) {
		await trx
			.insertInto('consult_membership')
			.values({
				id: newId(),
				through,
				ref,
				study,
				...named,
				rights: JSON.stringify(rights),
				granted_at: now,
				until: null,
				cancelled_at: null,
			})
			.execute();
	}
	await append(trx, { kind: 'membership-granted', through, ref, studies, ...given, rights, ...by }, now);
}

export interface MembershipEnd {
	readonly through: NamedThrough;
	readonly id: string;
	/** `closed`: readable for as many days as is set, 30 by default (access.md 3.4 rule 3); `cancelled`: over at once. */
	readonly how: 'closed' | 'cancelled';
}

/** The studies concerned: tell the hub (`rights-changed`) of each after the commit. */
export async function endMembership(trx: Transaction, end: MembershipEnd, actor: Actor): Promise<string[]> {
	const { through, id: ref, how } = end;
	const { now, ...by } = actor;
	const days = await readSetting(trx, 'consult-days');
	const ended = await trx
		.updateTable('consult_membership')
		.set(how === 'closed' ? { until: now + days * dayMs } : { cancelled_at: now })
		.where('through', '=', through)
		.where('ref', '=', ref)
		.where(how === 'closed' ? 'until' : 'cancelled_at', 'is', null)
		.returning('study')
		.execute();
	const studies = [...new Set(ended.map((row) => row.study))];
	if (studies.length > 0) await append(trx, { kind: 'membership-ended', through, ref, how, ...by }, now);
	return studies;
}

const Rights = v.array(v.picklist(['view', 'annotate', 'download']));

/** How this person, or the hospital they act for, is named for this study. */
export async function membershipsOf(db: Database, staff: Staff, study: StudyUid): Promise<Membership[]> {
	const rows = await db
		.selectFrom('consult_membership')
		.selectAll()
		.where('study', '=', study)
		.where((is) => is.or([is('hospital', '=', staff.hospital.hcode), is('person', '=', staff.personId)]))
		.orderBy('granted_at', 'desc')
		.execute();
	const named = rows.map((row): Membership => ({
		through: row.through,
		id: row.ref,
		rights: v.parse(Rights, JSON.parse(row.rights)),
		until: row.until,
		cancelled: row.cancelled_at !== null,
	}));
	const links = (await takenLinks(db, staff)).filter((link) => link.studies.includes(study));
	return [
		...named,
		...links.map((link): Membership => ({
			through: 'link',
			id: link.linkId,
			rights: link.rights,
			until: link.expiresAt,
			cancelled: link.revokedAt !== null,
		})),
	];
}
