/** Who asked what, and true names: as they stand in the store when somebody signs. */
import type { Proposal } from '#lib/consult/answer/statement.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** By person id. */
export async function namesOf(db: Database, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (people.length === 0) return new Map();
	const rows = await db.selectFrom('person').select(['id', 'name_th']).where('id', 'in', people).execute();
	return new Map(rows.map((row) => [row.id, row.name_th]));
}

/** hcode itself where nobody has named it. */
export async function hospitalName(db: Database, hcode: string): Promise<string> {
	const row = await db.selectFrom('hospital').select('name_th').where('hcode', '=', hcode).executeTakeFirst();
	return row?.name_th ?? hcode;
}

export async function questionOf(db: Database, consult: string): Promise<Proposal['asked']> {
	const row = await db
		.selectFrom('consult')
		.leftJoin('person', 'person.id', 'consult.asked_by')
		.select(['question', 'asking_hospital', 'asked_at', 'created_at', 'person.name_th as name'])
		.where('consult.id', '=', consult)
		.executeTakeFirstOrThrow();
	return {
		question: row.question,
		name: row.name ?? '',
		hospital: row.asking_hospital,
		hospitalName: await hospitalName(db, row.asking_hospital),
		at: row.asked_at ?? row.created_at,
	};
}
