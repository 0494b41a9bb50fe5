import * as v from 'valibot';
import type { LinkPeople } from '#lib/access/link-view.ts';
import { isClinical, roles } from '#lib/access/staff.ts';
import type { Database } from '#lib/server/store/schema.ts';

const Roles = v.pipe(v.string(), v.parseJson(), v.array(v.picklist(roles)));
const most = 500;

export async function knownHospitals(
	db: Database,
): Promise<{ readonly hcode: string; readonly th: string; readonly en: string }[]> {
	const rows = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.orderBy('hcode')
		.limit(2000)
		.execute();
	const byThaiName = new Intl.Collator('th');
	return rows
		.map((row) => ({ hcode: row.hcode, th: row.name_th, en: row.name_en }))
		.sort((a, b) => byThaiName.compare(a.th, b.th));
}

/** People whom pictures can be sent to by name: those of a hospital who have signed in here and look at pictures. */
export async function knownPeople(db: Database, hcode: string): Promise<LinkPeople> {
	const rows = await db
		.selectFrom('person_hospital')
		.innerJoin('person', 'person.id', 'person_hospital.person')
		.select(['person.id', 'person.name_th', 'person_hospital.roles', 'person_hospital.position'])
		.where('person_hospital.hcode', '=', hcode)
		.limit(most)
		.execute();
	const byThaiName = new Intl.Collator('th');
	return rows
		.filter((row) => isClinical({ roles: v.parse(Roles, row.roles) }))
		.map((row) => ({ person: row.id, name: row.name_th, position: row.position }))
		.sort((a, b) => byThaiName.compare(a.name, b.name));
}
