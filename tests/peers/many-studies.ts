/** A large catalogue put into the store directly: invented patients, spread over years, hospitals and kinds of examination. */
import { nameKey } from '../../src/lib/server/archive/catalogue/name-index.ts';
import { indexName } from '../../src/lib/server/archive/catalogue/name-index.ts';
import { idKey, nameSortKey, takenKey } from '../../src/lib/dicom/text/list-keys.ts';
import { shownNameOfGroups } from '../../src/lib/dicom/text/person-name.ts';
import type { Database } from '../../src/lib/server/store/schema.ts';
import { transaction } from '../../src/lib/server/store/transaction.ts';

const given = 'สมชาย สมหญิง มะลิ กานดา ไพศาล เกษม แก้ว น้ำฝน ธนา วิชัย ปราณี สุดา อารีย์ บุญมี จันทร์ ทองดี'.split(' ');
const family = 'ใจดี รักไทย มั่นคง ศรีสุข แสงดาว พูนทรัพย์ วงศ์ใหญ่ ทองคำ บุญเรือง คงทน สายชล เพชรงาม'.split(' ');
const titles = ['นาย', 'นางสาว', 'นาง', 'ด.ช.'];
const kinds = ['DX', 'CT', 'MR', 'US', 'CR', 'MG', 'CT\\SR'];

export interface ManyStudy {
	readonly uid: string;
	readonly patientName: string;
	readonly patientId: string;
	readonly accession: string;
	/** YYYYMMDD */
	readonly date: string;
	readonly time: string;
	readonly modality: string;
	readonly owner: string;
}

/** The same every time: the n-th of a series of studies. Six studies make a patient; one in ten belongs to another hospital. */
export function manyStudy(n: number): ManyStudy {
	const patient = Math.floor(n / 6);
	const first = given[patient % given.length] ?? '';
	const last = family[Math.floor(patient / given.length) % family.length] ?? '';
	// Beyond 192 pairs a family name gets a second part, as real ones differ.
	const more = Math.floor(patient / (given.length * family.length));
	const whole =
		more === 0
			? last
			: `${last}${family[more % family.length] ?? ''}${family[(more * 7) % family.length] ?? ''}`;
	const day = new Date(Date.UTC(2025, 10, 30) - (((n * 7919) % 3650) * 24 + (n % 24)) * 3_600_000);
	return {
		uid: `2.25.3000.${String(n + 1)}`,
		patientName: `${whole}^${first}^^${titles[patient % titles.length] ?? ''}`,
		patientId: String(patient + 1).padStart(7, '0'),
		accession: `A${String(20_000_000 + n)}`,
		date: day.toISOString().slice(0, 10).replaceAll('-', ''),
		time: day.toISOString().slice(11, 19).replaceAll(':', ''),
		modality: kinds[n % kinds.length] ?? 'OT',
		owner: n % 10 === 9 ? '00099' : '10700',
	};
}

export async function fillStudies(db: Database, count: number): Promise<void> {
	for (let from = 0; from < count; from += 500) {
		const studies = Array.from({ length: Math.min(500, count - from) }, (_, i) => manyStudy(from + i));
		await transaction(db, async (trx) => {
			const names = new Set<string>();
			for (let i = 0; i < studies.length; i += 50) {
				const rows = studies.slice(i, i + 50).map((study, j) => rowOf(study, from + i + j));
				for (const row of rows) if (row.patient_key !== null) names.add(row.patient_key);
				await trx.insertInto('study').values(rows).execute();
			}
			for (const name of names) await indexName(trx, name);
		});
	}
}

function rowOf(study: ManyStudy, n: number) {
	const groups = { Alphabetic: study.patientName };
	const iso = study.date.replace(/(....)(..)(..)/, '$1-$2-$3');
	const time = study.time.replace(/(..)(..)(..)/, '$1:$2:$3');
	const name = shownNameOfGroups(groups);
	const patient = {
		name,
		id: study.patientId,
		issuer: null,
		birthDate: '1970-01-01',
		birthDateWasBuddhist: false,
		sex: n % 2 === 0 ? 'M' : 'F',
		age: null,
	};
	const facts = {
		patient,
		date: iso,
		dateWasBuddhist: false,
		time,
		description: 'CHEST',
		accession: study.accession,
		institution: null,
		referring: null,
	};
	return {
		uid: study.uid,
		owner: study.owner,
		date: study.date,
		time: study.time,
		accession: study.accession,
		modalities: study.modality,
		referring: null,
		referring_key: null,
		patient_name: JSON.stringify(groups),
		patient_key: nameKey(groups),
		patient_id: study.patientId,
		issuer: null,
		birth_date: '19700101',
		sex: 'M',
		study_id: null,
		description: 'CHEST',
		institution: null,
		timezone: null,
		facts: JSON.stringify(facts),
		series_count: 1,
		instance_count: 1,
		revision: 1,
		changed_at: 0,
		taken: takenKey(iso, time),
		name_sort: nameSortKey(name.text),
		patient_id_key: idKey(study.patientId),
		accession_key: idKey(study.accession),
		arrived_at: 1_764_000_000_000 + n * 1000,
		opened_at: null,
	};
}
