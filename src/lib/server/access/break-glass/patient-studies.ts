import type { StudyUid } from '#lib/dicom/uid.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';

const most = 200;

/** The other studies of this study's patient at its owner, itself among them, newest first: what breaking its glass opens. */
export async function patientStudies(db: Database, study: StudyUid): Promise<StudyUid[]> {
	const rows = await db
		.selectFrom('study as named')
		.innerJoin('study as other', (join) => join.onRef('other.owner', '=', 'named.owner'))
		.select('other.uid')
		.where('named.uid', '=', study)
		.where((is) =>
			is.or([
				is('other.uid', '=', is.ref('named.uid')),
				is.and([
					is('other.patient_id', '=', is.ref('named.patient_id')),
					is('named.patient_id', '<>', ''),
					is(is.fn.coalesce('other.issuer', is.val('')), '=', is.fn.coalesce('named.issuer', is.val(''))),
				]),
			]),
		)
		.orderBy('other.date', 'desc')
		.orderBy('other.uid', 'desc')
		.limit(most)
		.execute();
	return rows.map((row) => studyUid(row.uid)).filter((uid) => uid !== null);
}

/** The newest study with exactly this patient or accession number at that hospital. */
export async function studyByNumber(
	db: Database,
	hospital: string,
	number: string,
): Promise<StudyUid | null> {
	const row = await db
		.selectFrom('study')
		.select('uid')
		.where('owner', '=', hospital)
		.where((is) => is.or([is('patient_id', '=', number), is('accession', '=', number)]))
		.orderBy('date', 'desc')
		.orderBy('uid', 'desc')
		.executeTakeFirst();
	return row === undefined ? null : studyUid(row.uid);
}
