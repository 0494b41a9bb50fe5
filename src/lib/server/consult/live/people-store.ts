/** Who ever took part in a consult, each at a place that stays: the line names people by it, and it gives them their colour. */
import { sql } from 'kysely';
import type { RosterPerson } from '#lib/consult/live/roster.ts';
import type { Database } from '#lib/server/store/schema.ts';

export type KnownPerson = Omit<RosterPerson, 'mayWrite' | 'here'>;
export type Visitor = Pick<KnownPerson, 'person' | 'role'> & { readonly hcode: string };

const colours = 8;

export async function loadPeople(db: Database, consult: string): Promise<KnownPerson[]> {
	const rows = await db
		.selectFrom('consult_person as c')
		.innerJoin('person as p', 'p.id', 'c.person')
		.leftJoin('hospital as h', 'h.hcode', 'c.hcode')
		.select(['c.place', 'c.person', 'c.role', 'c.hcode', 'p.name_th as name', 'h.name_th as hospital'])
		.where('c.consult', '=', consult)
		.orderBy('c.place')
		.execute();
	return rows.map(({ place, person, role, hcode, name, hospital }) => ({
		...{ place, person, role, name },
		hospital: hospital ?? hcode,
		colour: place % colours,
	}));
}

/** A person comes: their place, made when it's their first time. */
export async function comes(
	db: Database,
	consult: string,
	{ person, role, hcode }: Visitor,
	now: number,
): Promise<void> {
	const known = await db
		.updateTable('consult_person')
		.set({ role, hcode, last_at: now })
		.where('consult', '=', consult)
		.where('person', '=', person)
		.returning('place')
		.executeTakeFirst();
	if (known !== undefined) return;
	// One statement: two who come at once would else count the same people. Who loses the place all the same asks again.
	const place = sql<number>`(select coalesce(max(place), -1) + 1 from consult_person where consult = ${consult})`;
	const values = { consult, place, person, hcode, role, first_at: now, last_at: now };
	const taken = await db
		.insertInto('consult_person')
		.values(values)
		.onConflict((conflict) => conflict.doNothing())
		.returning('place')
		.executeTakeFirst();
	if (taken === undefined) await comes(db, consult, { person, role, hcode }, now);
}
