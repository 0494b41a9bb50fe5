/** What the form for a question begins with: how long an answer may take, whom one may ask, whom one asked last, and what is unsent. */
import type { AskingTerms } from '#lib/consult/request/consult-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import * as v from 'valibot';
import { Stored, askedOf, toColumns } from '#lib/server/consult/request/consult-row.ts';
import type { AskedOf } from '#lib/server/consult/request/consult-row.ts';
import { dueMinutes } from '#lib/server/consult/request/ask.ts';
import { namesOf } from '#lib/server/consult/request/names.ts';
import { reachedSpecialties, reaches } from '#lib/server/consult/request/whom.ts';
import type { Database } from '#lib/server/store/schema.ts';

export async function askingTerms(
	db: Database,
	staff: Staff,
	study: StudyUid,
	now: number,
): Promise<AskingTerms> {
	const own = db
		.selectFrom('consult')
		.selectAll()
		.where('asked_by', '=', staff.personId)
		.where('asking_hospital', '=', staff.hospital.hcode);
	const draft = await own
		.where('state', '=', 'draft')
		.where('study', '=', study)
		.orderBy('changed_at', 'desc')
		.executeTakeFirst();
	const last = await own
		.where('state', '<>', 'draft')
		.orderBy('asked_at', 'desc')
		.orderBy('id')
		.executeTakeFirst();
	const others =
		draft === undefined
			? []
			: await db
					.selectFrom('consult_study')
					.select('study')
					.where('consult', '=', draft.id)
					.where('place', '>', 0)
					.orderBy('place')
					.execute();
	const shown = async (to: AskedOf | null) => {
		if (to === null || !(await reaches(db, to, staff.personId))) return null;
		const columns = { asked_by: '', asking_hospital: '', consultant: null, consultant_hospital: null };
		return (await namesOf(db, [{ ...columns, ...toColumns(to) }], [])).to(to);
	};
	const to = async (row: object | undefined) =>
		row === undefined ? null : shown(askedOf(v.parse(Stored, row)));
	return {
		now,
		minutes: await dueMinutes(db),
		specialties: await reachedSpecialties(db, staff.personId),
		last: await to(last),
		draft:
			draft === undefined
				? null
				: {
						id: draft.id,
						revision: draft.revision,
						question: draft.question,
						background: draft.background,
						urgency: v.parse(Stored, draft).urgency,
						to: await to(draft),
						others: others.map((one) => one.study),
					},
	};
}
