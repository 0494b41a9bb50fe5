/**
 * Who is of which specialty. No identity provider of Thailand's says it in a form to rely on, so a hospital's administrator does
 * (decision 0032); whoever signs in as a radiologist is one without being told.
 */
import * as v from 'valibot';
import { specialties } from '#lib/consult/request/specialty.ts';
import type { Specialty } from '#lib/consult/request/specialty.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

const Known = v.picklist(specialties);

/** At the hospital they act for. */
export async function specialtiesOf(
	db: Database,
	staff: Pick<Staff, 'personId' | 'hospital' | 'roles'>,
): Promise<Specialty[]> {
	const rows = await db
		.selectFrom('person_specialty')
		.select('specialty')
		.where('person', '=', staff.personId)
		.where('hcode', '=', staff.hospital.hcode)
		.execute();
	const own = rows.flatMap((row) => known(row.specialty));
	return staff.roles.includes('radiologist') ? [...new Set<Specialty>(['radiology', ...own])] : own;
}

/** Everyone a question to that specialty reaches: ids of people. */
export async function peopleOf(db: Database, specialty: Specialty): Promise<string[]> {
	const named = await db
		.selectFrom('person_specialty')
		.select('person')
		.where('specialty', '=', specialty)
		.execute();
	const people = named.map((row) => row.person);
	if (specialty !== 'radiology') return [...new Set(people)];
	const radiologists = await db
		.selectFrom('person_hospital')
		.select('person')
		.where('roles', 'like', '%"radiologist"%')
		.execute();
	return [...new Set([...people, ...radiologists.map((row) => row.person)])];
}

/** Of everyone at a hospital who has one. */
export async function specialtiesAt(db: Database, hcode: string): Promise<Map<string, Specialty[]>> {
	const rows = await db.selectFrom('person_specialty').selectAll().where('hcode', '=', hcode).execute();
	const byPerson = new Map<string, Specialty[]>();
	for (const row of rows)
		byPerson.set(row.person, [...(byPerson.get(row.person) ?? []), ...known(row.specialty)]);
	return byPerson;
}

/** False when nobody of that id works there. */
export async function setSpecialties(
	db: Database,
	set: { readonly person: string; readonly hcode: string; readonly specialties: readonly Specialty[] },
	actor: Actor,
): Promise<boolean> {
	const { person, hcode } = set;
	const wanted = [...new Set(set.specialties)];
	return transaction(db, async (trx) => {
		const works = await trx
			.selectFrom('person_hospital')
			.select('person')
			.where('person', '=', person)
			.where('hcode', '=', hcode)
			.executeTakeFirst();
		if (works === undefined) return false;
		await trx
			.deleteFrom('person_specialty')
			.where('person', '=', person)
			.where('hcode', '=', hcode)
			.execute();
		for (const specialty of wanted)
			await trx.insertInto('person_specialty').values({ person, hcode, specialty }).execute();
		const { now, ...by } = actor;
		await append(trx, { kind: 'specialty-set', person, specialties: wanted, ...by, hospital: hcode }, now);
		return true;
	});
}

/** One that an older version knew is none. */
function known(text: string): Specialty[] {
	const parsed = v.safeParse(Known, text);
	return parsed.success ? [parsed.output] : [];
}
