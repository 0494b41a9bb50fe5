import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

/** The studies a changed consent is about, on record: their answers are to be forgotten and their open views judged. */
export async function consentChanged(
	db: Database,
	about: { readonly custodian: string; readonly patient: string },
	actor: Actor,
): Promise<StudyUid[]> {
	const rows = await db
		.selectFrom('study')
		.select('uid')
		.where('owner', '=', about.custodian)
		.where('patient_id', '=', about.patient)
		.execute();
	const studies = rows.map((row) => studyUid(row.uid)).filter((uid) => uid !== null);
	const { now, ...by } = actor;
	await transaction(db, (trx) => append(trx, { kind: 'consent-changed', studies, ...by }, now));
	return studies;
}
