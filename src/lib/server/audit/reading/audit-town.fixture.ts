/** Two invented hospitals with people, patients and what was done: for tests of reading the audit. */
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { append } from '../append.ts';
import type { AuditEvent } from '../event.ts';

export const own = '10670';
export const other = '11111';
export const minute = 60_000;
export const begin = Date.UTC(2026, 0, 5, 3);

export const uid = (n: number): StudyUid => studyUid(`1.2.3.${n}`) as StudyUid;

export const studyRowOf = (n: number, owner: string | null, hn: string, name: string) => ({
	uid: uid(n),
	owner,
	date: '20260105',
	time: null,
	accession: null,
	modalities: 'CT',
	referring: null,
	referring_key: null,
	patient_name: JSON.stringify({ Alphabetic: name }),
	patient_key: null,
	patient_id: hn,
	issuer: null,
	birth_date: null,
	sex: null,
	study_id: null,
	description: 'CT chest',
	institution: null,
	timezone: null,
	facts: '{}',
	series_count: 1,
	instance_count: 1,
	revision: 1,
	changed_at: 0,
});

/** Studies 1 and 2 are of one patient of `own`, 3 of another, 4 of `other`. */
export async function settle(db: Database): Promise<void> {
	for (const [hcode, th] of [
		[own, 'รพ.ทดสอบหนึ่ง'],
		[other, 'รพ.ทดสอบสอง'],
	] as const)
		await db
			.insertInto('hospital')
			.values({ hcode, hcode9: null, name_th: th, name_en: `Hospital ${hcode}` })
			.execute();
	for (const [id, th, en] of [
		['d1', 'พญ.อรุณี สมมุติ', 'Arunee Sommut'],
		['d2', 'นพ.วิทย์ สมมุติ', null],
		['o1', 'คุณดารา สมมุติ', 'Dara Sommut'],
	] as const)
		await db
			.insertInto('person')
			.values({
				id,
				subject_hmac: id,
				name_th: th,
				name_en: en,
				citizen_hmac: null,
				first_seen_at: 0,
				last_seen_at: 0,
			})
			.execute();
	await db
		.insertInto('study')
		.values([
			studyRowOf(1, own, 'HN-1', 'One^Patient'),
			studyRowOf(2, own, 'HN-1', 'One^Patient'),
			studyRowOf(3, own, 'HN-3', 'Three^Patient'),
			studyRowOf(4, other, 'HN-1', 'Four^Patient'),
		])
		.execute();
}

export async function write(db: Database, at: number, event: object): Promise<void> {
	const whole = { from: '192.0.2.9', requestId: null, ...event } as AuditEvent;
	await transaction(db, (trx) => append(trx, whole, at));
}

/** `person` looked at study `n`, acting for `hospital`. */
export const viewed = (person: string, n: number, hospital: string, because = `hospital:${hospital}`) => ({
	kind: 'access-granted',
	action: 'view',
	study: uid(n),
	because,
	who: `staff:${person}`,
	hospital,
});
