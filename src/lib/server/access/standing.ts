/**
 * The facts `decide` wants about a person and a study. Unknown and forbidden studies cost the same: every question is asked
 * whether the one before found anything or not.
 */
import type { Principal } from '#lib/access/principal.ts';
import { noStanding } from '#lib/access/standing.ts';
import type { BreakGlass, Standing } from '#lib/access/standing.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { membershipsOf } from './membership.ts';

/** Links and the hub's own systems name what they reach by themselves: nothing is asked for them. */
export async function standingOf(
	db: Database,
	principal: Principal,
	study: StudyUid,
	now: number,
): Promise<Standing> {
	if (principal.kind === 'service' && principal.hospital !== null)
		return { ...noStanding, ...(await ownership(db, study)) };
	if (principal.kind !== 'staff') return noStanding;
	return {
		...(await ownership(db, study)),
		memberships: await membershipsOf(db, principal, study),
		consent: { state: 'unknown' },
		breakGlass: await breakGlassOf(db, principal, study, now),
	};
}

async function ownership(db: Database, study: StudyUid): Promise<Pick<Standing, 'known' | 'owner'>> {
	const row = await db
		.selectFrom('study')
		.leftJoin('hospital', 'hospital.hcode', 'study.owner')
		.select(['study.owner', 'hospital.hcode9'])
		.where('study.uid', '=', study)
		.executeTakeFirst();
	if (row === undefined || row.owner === null) return { known: row !== undefined, owner: null };
	return { known: true, owner: { hcode: row.owner, hcode9: row.hcode9 } };
}

/** Broken for one study, it opens the same patient's others at the same hospital; a number alone is no patient (issuer too). */
async function breakGlassOf(
	db: Database,
	staff: Staff,
	study: StudyUid,
	now: number,
): Promise<BreakGlass | null> {
	const row = await db
		.selectFrom('break_glass')
		.innerJoin('study as named', 'named.uid', 'break_glass.study')
		.innerJoin('study as asked', (join) => join.on('asked.uid', '=', study))
		.select(['break_glass.id', 'break_glass.until'])
		.where('break_glass.person', '=', staff.personId)
		.where('break_glass.until', '>', now)
		.where((is) =>
			is.or([
				is('asked.uid', '=', is.ref('named.uid')),
				is.and([
					is('asked.owner', '=', is.ref('named.owner')),
					is('asked.patient_id', '=', is.ref('named.patient_id')),
					is('named.patient_id', '<>', ''),
					is(is.fn.coalesce('asked.issuer', is.val('')), '=', is.fn.coalesce('named.issuer', is.val(''))),
				]),
			]),
		)
		.orderBy('break_glass.until', 'desc')
		.executeTakeFirst();
	return row === undefined ? null : { id: row.id, until: row.until };
}
