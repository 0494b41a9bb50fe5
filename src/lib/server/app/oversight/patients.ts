import type { AuditPatient, OpeningsPage, PatientsFound } from '#lib/access/audit-line.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Catalogue, StudyKey, StudyRow, Match } from '#lib/server/archive/catalogue/catalogue.ts';
import { auditOpenings } from '#lib/server/audit/reading/audit-lines.ts';
import { openingsOf } from '#lib/server/audit/reading/openings.ts';
import { recordReading } from '#lib/server/audit/reading/record-reading.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { AuditAsker } from './audit-asker.ts';

const mostStudies = 200;
const mostPatients = 20;
const perPage = 100;

/** The officer's own hospital's patients by hospital number or by name; nobody else's exist here. */
export async function findPatients(
	catalogue: Catalogue,
	text: string,
	asker: AuditAsker,
): Promise<PatientsFound> {
	const search = async (key: StudyKey, match: Match): Promise<StudyRow[]> =>
		catalogue.searchStudies({
			within: { kind: 'hospital', owners: asker.hcodes, studies: [] },
			keys: new Map([[key, match]]),
			offset: 0,
			limit: mostStudies,
		});
	const byNumber = await search('PatientID', { kind: 'exact', value: text });
	const rows =
		byNumber.length > 0 ? byNumber : await search('PatientName', { kind: 'name', text, fuzzy: true });
	const patients = [...Map.groupBy(rows, patientKey).values()].flatMap((studies) => patientOf(studies) ?? []);
	return {
		patients: patients.slice(0, mostPatients),
		more: patients.length > mostPatients || rows.length === mostStudies,
	};
}

/** Who opened these studies; those that aren't of the officer's hospital count as unknown. Written down before it is told. */
export async function patientOpenings(
	db: Database,
	asked: { readonly studies: readonly string[]; readonly offset: number },
	asker: AuditAsker,
	reading: { readonly from: string | null; readonly requestId: string; readonly now: number },
): Promise<OpeningsPage> {
	const studies = await ownStudies(db, asked.studies, asker.hcodes);
	if (studies.length === 0) return { openings: [], next: null };
	await recordReading(db, {
		who: `staff:${asker.staff.personId}`,
		hospital: asker.staff.hospital.hcode,
		studies,
		...reading,
	});
	const found = await openingsOf(db, studies, { offset: asked.offset, limit: perPage });
	return { openings: await auditOpenings(db, found.openings, asker.hcodes), next: found.next };
}

async function ownStudies(
	db: Database,
	asked: readonly string[],
	hcodes: readonly string[],
): Promise<StudyUid[]> {
	const rows = await db
		.selectFrom('study')
		.select('uid')
		.where('uid', 'in', asked)
		.where('owner', 'in', hcodes)
		.execute();
	return rows.flatMap((row) => studyUid(row.uid) ?? []);
}

/** A number is one patient within its issuer; without a number each study stands alone. */
function patientKey(row: StudyRow): string {
	return row.patientId === null ? `study ${row.study}` : `number ${row.patientId} ${row.issuer ?? ''}`;
}

function patientOf(studies: readonly StudyRow[]): AuditPatient | null {
	const [newest] = studies;
	if (newest === undefined) return null;
	const name = studies.find((row) => row.patientName !== null)?.patientName ?? null;
	return {
		name: name === null ? null : shownNameOfGroups(name).text,
		hn: newest.patientId,
		issuer: newest.issuer,
		birthDate: isoDay(newest.birthDate),
		sex: newest.sex,
		studies: studies.map((row) => row.study),
		lastStudy: isoDay(newest.date),
	};
}

function isoDay(text: string | null): string | null {
	return text === null ? null : (parseDate(text)?.iso ?? null);
}
