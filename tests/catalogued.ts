/** Rows of studies without files, for tests that ask who may see them. */
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { studyUid } from '../src/lib/dicom/uid.ts';
import type { Database } from '../src/lib/server/store/schema.ts';

export interface CataloguedStudy {
	readonly uid: string;
	readonly owner: string | null;
	readonly patient?: string | null;
	readonly issuer?: string | null;
	readonly accession?: string | null;
	readonly date?: string;
}

export async function catalogueStudy(db: Database, study: CataloguedStudy): Promise<StudyUid> {
	const uid = studyUid(study.uid);
	if (uid === null) throw new Error('no UID');
	await db
		.insertInto('study')
		.values({
			uid,
			owner: study.owner,
			date: study.date ?? '20250101',
			time: null,
			accession: study.accession ?? null,
			modalities: 'CT',
			referring: null,
			referring_key: null,
			patient_name: null,
			patient_key: null,
			patient_id: study.patient ?? null,
			issuer: study.issuer ?? null,
			birth_date: null,
			sex: null,
			study_id: null,
			description: null,
			institution: null,
			timezone: null,
			facts: '{}',
			series_count: 1,
			instance_count: 1,
			revision: 1,
			changed_at: 0,
		})
		.execute();
	return uid;
}
