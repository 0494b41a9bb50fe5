import type { Standing } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** What `decide` wants to know of a study before it lets a person at it. */
export async function standingOf(db: Database, study: StudyUid): Promise<Standing> {
	const row = await db
		.selectFrom('study')
		.leftJoin('hospital', 'hospital.hcode', 'study.owner')
		.select(['study.owner', 'hospital.hcode9'])
		.where('study.uid', '=', study)
		.executeTakeFirst();
	if (row === undefined || row.owner === null) return { owner: null };
	return { owner: { hcode: row.owner, hcode9: row.hcode9 } };
}
