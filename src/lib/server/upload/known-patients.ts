/** Whom the acting hospital has studies of: for the guard, and to be picked from for a photograph. */
import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import * as v from 'valibot';
import type { ShownPatient } from '#lib/archive/upload-contract.ts';
import type { PersonNameGroups } from '#lib/dicom/dataset.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import { nameCondition } from '#lib/server/archive/catalogue/name-index.ts';
import { beginsWith } from '#lib/server/archive/catalogue/wild-card.ts';
import { globSyntaxOf } from '#lib/server/archive/catalogue/search-conditions.ts';
import { Patient } from '#lib/archive/manifest.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { KnownPatient, KnownStudy } from './patient-groups.ts';

/** SQLite binds so many values at once without a thought. */
const atOnce = 500;
const mostFound = 20;

export async function knownStudies(db: Database, uids: readonly string[]): Promise<Map<string, KnownStudy>> {
	const found = new Map<string, KnownStudy>();
	for (let from = 0; from < uids.length; from += atOnce) {
		const rows = await db
			.selectFrom('study')
			.select(['uid', 'owner', 'patient_id', 'birth_date'])
			.where('uid', 'in', uids.slice(from, from + atOnce))
			.execute();
		for (const row of rows)
			found.set(row.uid, { owner: row.owner, id: row.patient_id, birthDate: row.birth_date });
	}
	return found;
}

/** Everyone whom the hospital knows under one of these numbers, each once. */
export async function knownPatients(
	db: Database,
	hospital: string,
	numbers: readonly string[],
): Promise<KnownPatient[]> {
	const found = new Map<string, KnownPatient>();
	for (let from = 0; from < numbers.length; from += atOnce) {
		const rows = await db
			.selectFrom('study')
			.select(['patient_id', 'birth_date', 'patient_key', 'sex', 'facts'])
			.distinct()
			.where('owner', '=', hospital)
			.where('patient_id', 'in', numbers.slice(from, from + atOnce))
			.execute();
		for (const row of rows) {
			const key = JSON.stringify([row.patient_id, row.birth_date, row.patient_key, row.sex]);
			if (found.has(key)) continue;
			found.set(key, {
				hn: row.patient_id ?? '',
				birthDate: row.birth_date,
				nameKey: row.patient_key,
				shown: shownOf(row.facts),
			});
		}
	}
	return [...found.values()];
}

export interface FoundPatient {
	/** one of the patient's studies: names the patient in the next request, so that no number stands in an address */
	readonly study: StudyUid;
	readonly patient: ShownPatient;
	readonly studies: number;
}

/** By the beginning of the hospital number, or by words of the name. */
export async function findPatients(db: Database, hospital: string, text: string): Promise<FoundPatient[]> {
	const byName = nameCondition(sql.ref('study.patient_key'), { text, fuzzy: true }, globSyntaxOf(db));
	const byNumber = beginsWith(sql.ref('study.patient_id'), text);
	const rows = await db
		.selectFrom('study')
		.select(['uid', 'patient_id', 'birth_date', 'patient_key', 'sex', 'facts'])
		.where('owner', '=', hospital)
		.where(byName === null ? byNumber : sql<SqlBool>`(${byNumber} or ${byName})`)
		.orderBy('date', 'desc')
		.orderBy('uid', 'desc')
		.limit(200)
		.execute();
	const found = new Map<string, FoundPatient>();
	for (const row of rows) {
		const key = JSON.stringify([row.patient_id, row.birth_date, row.patient_key, row.sex]);
		const before = found.get(key);
		if (before === undefined && found.size === mostFound) continue;
		found.set(key, {
			study: before?.study ?? storedStudy(row.uid),
			patient: before?.patient ?? shownOf(row.facts),
			studies: (before?.studies ?? 0) + 1,
		});
	}
	return [...found.values()];
}

/** A patient as DICOM elements want them. */
export interface PatientElements {
	readonly name: PersonNameGroups | null;
	readonly id: string | null;
	readonly issuer: string | null;
	/** YYYYMMDD */
	readonly birthDate: string | null;
	readonly sex: string | null;
}

const NameGroups = v.object({
	Alphabetic: v.exactOptional(v.string()),
	Ideographic: v.exactOptional(v.string()),
	Phonetic: v.exactOptional(v.string()),
});

/** As one of the hospital's own studies has them; null when it has no such study. */
export async function patientOfStudy(
	db: Database,
	hospital: string,
	study: string,
): Promise<PatientElements | null> {
	const row = await db
		.selectFrom('study')
		.select(['patient_name', 'patient_id', 'issuer', 'birth_date', 'sex'])
		.where('uid', '=', study)
		.where('owner', '=', hospital)
		.executeTakeFirst();
	if (row === undefined) return null;
	return {
		name: row.patient_name === null ? null : v.parse(NameGroups, JSON.parse(row.patient_name)),
		id: row.patient_id,
		issuer: row.issuer,
		birthDate: row.birth_date,
		sex: row.sex,
	};
}

const StudyFacts = v.object({ patient: Patient });

function shownOf(facts: string): ShownPatient {
	const { name, id, issuer, birthDate, sex } = v.parse(StudyFacts, JSON.parse(facts)).patient;
	return {
		name: name.text,
		latin: name.latin,
		guessed: name.guessed,
		damaged: name.damaged,
		hn: id,
		issuer,
		birthDate,
		sex,
	};
}
