import { visibleStudies } from '#lib/access/decide.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import type { StudyRow } from '#lib/server/archive/catalogue/catalogue.ts';
import { visibilityOf } from '#lib/server/access/visibility.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';
import { refusal } from './answers.ts';
import type { Asking } from './answers.ts';

const most = 50;

/** Beside this study: for a guest what their link opens, for a person the patient's other studies that they may see. */
export async function studySummaries(event: Asking, study: StudyUid): Promise<StudySummary[]> {
	const { principal } = event.locals;
	switch (principal.kind) {
		case 'guest':
			return linkedStudies(event, study);
		case 'staff':
			return patientsStudies(event, study);
		case 'anonymous':
		case 'service':
			return [];
	}
}

async function linkedStudies(event: Asking, study: StudyUid): Promise<StudySummary[]> {
	const { principal, app } = event.locals;
	const within = visibleStudies(principal, app.clock());
	if (within.kind !== 'studies' || within.studies.length < 2) return [];
	if ((await refusal(event, { action: 'search' })) !== null) return [];
	const rows = await app.studies.catalogue.searchStudies({
		within,
		keys: new Map(),
		offset: 0,
		limit: most,
	});
	const open = rows.find((row) => row.study === study);
	return rows.map((row) => summaryOf(row, open !== undefined && isSamePatient(open, row)));
}

/** One number at one hospital, and a birth date that doesn't contradict: names are written in too many ways to go by. */
async function patientsStudies(event: Asking, study: StudyUid): Promise<StudySummary[]> {
	const { principal, app } = event.locals;
	const { catalogue } = app.studies;
	const open = await catalogue.study(study);
	if (open === null || open.patientId === null) return [];
	if ((await refusal(event, { action: 'search' })) !== null) return [];
	const rows = await catalogue.searchStudies({
		within: await visibilityOf(app.db, principal, app.clock()),
		keys: new Map([['PatientID', { kind: 'exact', value: open.patientId }]]),
		offset: 0,
		limit: most,
	});
	const same = rows.filter((row) => isSamePatient(open, row));
	return same.length < 2 ? [] : same.map((row) => summaryOf(row, true));
}

/** HN is not unique: the same number of another issuer or hospital is another person. Without a number nobody is known to be anybody. */
export function isSamePatient(open: StudyRow, other: StudyRow): boolean {
	if (open.patientId === null || open.patientId !== other.patientId) return false;
	const issued = open.issuer !== null && other.issuer !== null;
	if (issued ? open.issuer !== other.issuer : open.owner !== other.owner) return false;
	return !isOtherPatient(
		{ id: open.patientId, birthDate: open.birthDate },
		{ id: other.patientId, birthDate: other.birthDate },
	);
}

function summaryOf(row: StudyRow, samePatient: boolean): StudySummary {
	return {
		study: row.study,
		patient: row.patientName === null ? null : shownNameOfGroups(row.patientName).text,
		hn: row.patientId,
		date: row.date === null ? null : (parseDate(row.date)?.iso ?? null),
		description: row.description,
		modalities: row.modalities,
		images: row.instanceCount,
		samePatient,
	};
}
