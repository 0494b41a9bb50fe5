/** A consult as its table keeps it, read once and believed after. */
import * as v from 'valibot';
import { consultStates, urgencies } from '#lib/consult/request/consult-state.ts';
import { specialties } from '#lib/consult/request/specialty.ts';
import type { Specialty } from '#lib/consult/request/specialty.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** Whom it is put to. */
export type AskedOf =
	| { readonly kind: 'specialty'; readonly specialty: Specialty }
	/** hcode */
	| { readonly kind: 'hospital'; readonly hospital: string }
	| { readonly kind: 'person'; readonly person: string };

export const Stored = v.object({
	id: v.string(),
	state: v.picklist(consultStates),
	revision: v.number(),
	news: v.number(),
	urgency: v.picklist(urgencies),
	to_specialty: v.nullable(v.picklist(specialties)),
	to_hospital: v.nullable(v.string()),
	to_person: v.nullable(v.string()),
	asked_by: v.string(),
	asking_hospital: v.string(),
	consultant: v.nullable(v.string()),
	consultant_hospital: v.nullable(v.string()),
	asked_at: v.nullable(v.number()),
	due_at: v.nullable(v.number()),
	opened_at: v.nullable(v.number()),
	first_picture_at: v.nullable(v.number()),
	answered_at: v.nullable(v.number()),
});

export type ConsultRow = Omit<v.InferOutput<typeof Stored>, 'to_specialty' | 'to_hospital' | 'to_person'> & {
	readonly to: AskedOf | null;
	/** the one it was asked from first; none: the archive no longer knows them by a UID */
	readonly studies: readonly StudyUid[];
};

/** null: there is none of that id. */
export async function readConsult(db: Database, id: string): Promise<ConsultRow | null> {
	const row = await db.selectFrom('consult').selectAll().where('id', '=', id).executeTakeFirst();
	if (row === undefined) return null;
	const { to_specialty, to_hospital, to_person, ...facts } = v.parse(Stored, row);
	const studies = await db
		.selectFrom('consult_study')
		.select('study')
		.where('consult', '=', id)
		.orderBy('place')
		.execute();
	return {
		...facts,
		to: askedOf({ to_specialty, to_hospital, to_person }),
		studies: studies.map((one) => studyUid(one.study)).filter((uid) => uid !== null),
	};
}

interface ToColumns {
	readonly to_specialty: Specialty | null;
	readonly to_hospital: string | null;
	readonly to_person: string | null;
}

export function askedOf({ to_specialty, to_hospital, to_person }: ToColumns): AskedOf | null {
	if (to_specialty !== null) return { kind: 'specialty', specialty: to_specialty };
	if (to_hospital !== null) return { kind: 'hospital', hospital: to_hospital };
	return to_person === null ? null : { kind: 'person', person: to_person };
}

export function toColumns(to: AskedOf | null): ToColumns {
	return {
		to_specialty: to?.kind === 'specialty' ? to.specialty : null,
		to_hospital: to?.kind === 'hospital' ? to.hospital : null,
		to_person: to?.kind === 'person' ? to.person : null,
	};
}
