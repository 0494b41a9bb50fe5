import type { EmergencyUse } from '#lib/access/break-glass.ts';
import type { Staff } from '#lib/access/staff.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { usesToReview } from '#lib/server/access/break-glass/review.ts';
import { ownersOf } from '#lib/server/access/visibility.ts';
import type { App } from '../app.ts';

/** The officer's list, each with the patient concerned: one of the officer's own hospital, whom they may have to tell. */
export async function reviewList(app: App, officer: Staff): Promise<EmergencyUse[]> {
	const owners = await ownersOf(app.db, officer.hospital);
	const uses = await usesToReview(app.db, owners, app.clock());
	return Promise.all(uses.map(async (use) => ({ ...use, patient: await patientOf(app, use.study) })));
}

async function patientOf(app: App, study: string): Promise<EmergencyUse['patient']> {
	const uid = studyUid(study);
	const row = uid === null ? null : await app.studies.catalogue.study(uid);
	if (row === null) return null;
	const name = row.patientName === null ? null : shownNameOfGroups(row.patientName).text;
	const date = row.date === null ? null : (parseDate(row.date)?.iso ?? null);
	return { name, hn: row.patientId, date, description: row.description };
}
