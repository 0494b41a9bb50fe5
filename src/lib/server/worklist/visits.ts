/** When a person last looked at the list of a hospital, and the filter they left it with. */
import * as v from 'valibot';
import { WorklistFilter, everything } from '#lib/archive/worklist.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** Away for longer is another visit: "new since last time" must not empty itself because somebody fetched a coffee. */
const pauseMs = 30 * 60_000;
/** To someone who was never here, a week's studies are new, not the whole archive. */
const firstVisitMs = 7 * 24 * 3_600_000;

const StoredFilter = v.pipe(v.string(), v.parseJson(), WorklistFilter);

export interface Visit {
	/** End of the visit before this one. */
	readonly lastVisit: number;
	readonly filter: WorklistFilter;
	/** What was typed last during this visit. */
	readonly text: string;
}

export interface Visitor {
	readonly person: string;
	/** hcode they act for */
	readonly hospital: string;
}

/** Notes that the person is here now. */
export async function visit(db: Database, { person, hospital }: Visitor, now: number): Promise<Visit> {
	const row = await db
		.insertInto('worklist_visit')
		.values({ person, hospital, seen_at: now, previous_at: now - firstVisitMs, filter: null, sought: null })
		.onConflict((conflict) =>
			conflict.columns(['person', 'hospital']).doUpdateSet((eb) => {
				const another = eb('worklist_visit.seen_at', '<', now - pauseMs);
				return {
					previous_at: eb
						.case()
						.when(another)
						.then(eb.ref('worklist_visit.seen_at'))
						.else(eb.ref('worklist_visit.previous_at'))
						.end(),
					sought: eb.case().when(another).then(null).else(eb.ref('worklist_visit.sought')).end(),
					seen_at: now,
				};
			}),
		)
		.returning(['previous_at', 'filter', 'sought'])
		.executeTakeFirstOrThrow();
	return { lastVisit: row.previous_at, filter: storedFilter(row.filter), text: row.sought ?? '' };
}

/** Without noting anything, for the requests of a page that is open. */
export async function lastVisitOf(db: Database, visitor: Visitor, now: number): Promise<number> {
	const row = await db
		.selectFrom('worklist_visit')
		.select('previous_at')
		.where('person', '=', visitor.person)
		.where('hospital', '=', visitor.hospital)
		.executeTakeFirst();
	return row?.previous_at ?? now - firstVisitMs;
}

export async function keepSearch(
	db: Database,
	{ person, hospital }: Visitor,
	{ text, filter, now }: { readonly text: string; readonly filter: WorklistFilter; readonly now: number },
): Promise<void> {
	await db
		.updateTable('worklist_visit')
		.set({ filter: JSON.stringify(filter), sought: text === '' ? null : text, seen_at: now })
		.where('person', '=', person)
		.where('hospital', '=', hospital)
		.execute();
}

/** One that an older version wrote may no longer fit: then nothing is filtered. */
export function storedFilter(text: string | null): WorklistFilter {
	const parsed = v.safeParse(StoredFilter, text);
	return parsed.success ? parsed.output : everything;
}
