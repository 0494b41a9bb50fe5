/** Whom a question can be put to: a directory of staff and hospitals, nothing of patients. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { roles } from '#lib/access/staff.ts';
import type { Role } from '#lib/access/staff.ts';
import type { WhomFound } from '#lib/consult/request/consult-view.ts';
import { specialties } from '#lib/consult/request/specialty.ts';
import type { Specialty } from '#lib/consult/request/specialty.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { AskedOf } from './consult-row.ts';
import { peopleOf, specialtiesAt } from './specialties.ts';

const StoredRoles = v.pipe(v.string(), v.parseJson(), v.array(v.picklist(roles)));
const answering: ReadonlySet<Role> = new Set(['rural-doctor', 'specialist', 'radiologist']);
const mostFound = 12;

/** Somebody other than the asker could take it. A hospital may be asked before any of its people has signed in. */
export async function reaches(db: Database, to: AskedOf, asker: string): Promise<boolean> {
	switch (to.kind) {
		case 'hospital':
			return (
				(await db
					.selectFrom('hospital')
					.select('hcode')
					.where('hcode', '=', to.hospital)
					.executeTakeFirst()) !== undefined
			);
		case 'person':
			return to.person !== asker && (await doctors(db, { person: to.person })).length > 0;
		case 'specialty':
			return (await peopleOf(db, to.specialty)).some((person) => person !== asker);
	}
}

/** How many people each specialty reaches, the asker aside; those that reach nobody are left out. */
export async function reachedSpecialties(
	db: Database,
	asker: string,
): Promise<{ specialty: Specialty; people: number }[]> {
	const counted = await Promise.all(
		specialties.map(async (specialty) => ({
			specialty,
			people: (await peopleOf(db, specialty)).filter((person) => person !== asker).length,
		})),
	);
	return counted.filter((one) => one.people > 0);
}

/** Hospitals and doctors by a part of their name; without one, the hospitals. */
export async function findWhom(db: Database, text: string, asker: string): Promise<WhomFound> {
	const part = `%${text.replace(/[!%_]/g, '!$&').toLowerCase()}%`;
	const hospitals = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.where((is) =>
			is.or([
				sql<boolean>`lower(name_th) like ${part} escape '!'`,
				sql<boolean>`lower(name_en) like ${part} escape '!'`,
				is('hcode', '=', text),
			]),
		)
		.orderBy('name_th')
		.limit(mostFound)
		.execute();
	const counts = await Promise.all(hospitals.map((one) => doctors(db, { hospital: one.hcode })));
	const found = text === '' ? [] : await doctors(db, { part });
	const people = await Promise.all(
		found
			.filter((one) => one.person !== asker)
			.slice(0, mostFound)
			.map(async (one) => ({
				person: one.person,
				name: one.name,
				hospital: one.hospital,
				position: one.position,
				specialties: (await specialtiesAt(db, one.hospital.hcode)).get(one.person) ?? [],
			})),
	);
	return {
		hospitals: hospitals.map((one, at) => ({
			hcode: one.hcode,
			th: one.name_th,
			en: one.name_en,
			doctors: counts[at]?.length ?? 0,
		})),
		people,
	};
}

/** People whose role answers questions, at the hospital where it does. */
async function doctors(
	db: Database,
	which: { readonly hospital: string } | { readonly person: string } | { readonly part: string },
) {
	let query = db
		.selectFrom('person_hospital as at')
		.innerJoin('person', 'person.id', 'at.person')
		.innerJoin('hospital', 'hospital.hcode', 'at.hcode')
		.select(['person.id', 'person.name_th', 'at.roles', 'at.position', 'at.hcode'])
		.select(['hospital.name_th as hospital_th', 'hospital.name_en as hospital_en'])
		.orderBy('person.name_th')
		.limit(500);
	if ('hospital' in which) query = query.where('at.hcode', '=', which.hospital);
	else if ('person' in which) query = query.where('at.person', '=', which.person);
	else
		query = query.where((is) =>
			is.or([
				sql<boolean>`lower(person.name_th) like ${which.part} escape '!'`,
				sql<boolean>`lower(coalesce(person.name_en, '')) like ${which.part} escape '!'`,
			]),
		);
	const rows = await query.execute();
	return rows
		.filter((row) => v.parse(StoredRoles, row.roles).some((role) => answering.has(role)))
		.map((row) => ({
			person: row.id,
			name: row.name_th,
			position: row.position,
			hospital: { hcode: row.hcode, th: row.hospital_th, en: row.hospital_en },
		}));
}
