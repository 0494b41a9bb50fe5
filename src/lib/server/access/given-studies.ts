import type { Staff } from '#lib/access/staff.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { takenLinks } from '#lib/server/identity/taken-links.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { patientStudies } from './break-glass/patient-studies.ts';

/** Longer lists are cut, newest first: whoever was given more finds the rest by its consult. */
const most = 500;

/** Studies of other hospitals that this person's lists show: by a living consult, referral or link, or by emergency access. */
export async function studiesGivenTo(db: Database, staff: Staff, now: number): Promise<StudyUid[]> {
	const members = await db
		.selectFrom('consult_membership')
		.select(['study', (is) => is.fn.max('granted_at').as('newest')])
		.where((is) => is.or([is('hospital', '=', staff.hospital.hcode), is('person', '=', staff.personId)]))
		.where('cancelled_at', 'is', null)
		.where((is) => is.or([is('until', 'is', null), is('until', '>', now)]))
		.groupBy('study')
		.orderBy('newest', 'desc')
		.limit(most)
		.execute();
	const emergencies = await db
		.selectFrom('break_glass')
		.select('study')
		.where('person', '=', staff.personId)
		.where('until', '>', now)
		.execute();
	const uids = members.map((row) => studyUid(row.study)).filter((uid) => uid !== null);
	for (const { study } of emergencies) {
		const uid = studyUid(study);
		if (uid !== null) uids.push(...(await patientStudies(db, uid)));
	}
	const links = (await takenLinks(db, staff)).filter(
		(link) => link.revokedAt === null && now < link.expiresAt,
	);
	return [...new Set([...uids, ...links.flatMap((link) => link.studies)])];
}
