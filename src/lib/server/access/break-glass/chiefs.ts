/**
 * Who reports to whom: nobody judges what their chief did, nor their chief's chief (access.md 3.5). No identity provider says it,
 * so a hospital's administrator does, for its own people; a judgement asks the lines of every hospital.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

/** Whether `person` reports to `chief`, however many steps up. A circle ends where it began. */
export async function answersTo(db: Database, person: string, chief: string): Promise<boolean> {
	const row = await db
		.withRecursive('above', (with_) =>
			with_
				.selectFrom('subordinate')
				.select('subordinate.chief as who')
				.where('subordinate.person', '=', person)
				.union(
					with_
						.selectFrom('subordinate as s')
						.innerJoin('above', 'above.who', 's.person')
						.select('s.chief as who'),
				),
		)
		.selectFrom('above')
		.select('who')
		.where('who', '=', chief)
		.executeTakeFirst();
	return row !== undefined;
}

/** At this hospital, of those of these people who have one: ids. */
export async function chiefsOf(
	db: Database,
	hcode: string,
	people: readonly string[],
): Promise<Map<string, string>> {
	if (people.length === 0) return new Map();
	const rows = await db
		.selectFrom('subordinate')
		.select(['person', 'chief'])
		.where('hcode', '=', hcode)
		.where('person', 'in', people)
		.execute();
	return new Map(rows.map((row) => [row.person, row.chief]));
}

export interface ChiefOrder {
	readonly hcode: string;
	readonly person: string;
	/** null: nobody */
	readonly chief: string | null;
}

/** `not-found`: one of them doesn't work there. `chief-loop`: the chief reports to them. */
export async function setChief(
	db: Database,
	order: ChiefOrder,
	actor: Actor,
): Promise<Result<null, 'not-found' | 'chief-loop'>> {
	const { hcode, person, chief } = order;
	const named = chief === null ? [person] : [person, chief];
	const { now, ...by } = actor;
	try {
		return await transaction(db, async (trx) => {
			// First, as it holds the others' place in line: of two orders that together make a circle the second finds the first's.
			await append(trx, { kind: 'chief-set', person, chief, ...by, hospital: hcode }, now);
			const here = await trx
				.selectFrom('person_hospital')
				.select('person')
				.where('hcode', '=', hcode)
				.where('person', 'in', named)
				.execute();
			if (here.length < new Set(named).size) throw new Refused('not-found');
			if (chief !== null && (chief === person || (await answersTo(trx, chief, person))))
				throw new Refused('chief-loop');
			await trx.deleteFrom('subordinate').where('person', '=', person).where('hcode', '=', hcode).execute();
			if (chief !== null) await trx.insertInto('subordinate').values({ hcode, person, chief }).execute();
			return ok(null);
		});
	} catch (error) {
		if (error instanceof Refused) return err(error.reason);
		throw error;
	}
}

/** Takes the audit row back with it: nothing happened. */
class Refused extends Error {
	readonly reason: 'not-found' | 'chief-loop';
	constructor(reason: 'not-found' | 'chief-loop') {
		super(reason);
		this.reason = reason;
	}
}
