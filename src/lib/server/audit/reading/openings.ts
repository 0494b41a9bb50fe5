import { sql } from 'kysely';
import type { Database } from '#lib/server/store/schema.ts';

/** One person, one study, one kind of act, one stretch of ten minutes: raw rows gathered for reading only. */
export interface FoundOpening {
	readonly seq: number;
	readonly first: number;
	readonly last: number;
	readonly times: number;
	readonly who: string;
	readonly study: string;
	readonly kind: string;
	readonly action: string;
	/** of the newest row */
	readonly body: string;
}

/** Newest first. The caller has found that its reader may know of these studies. */
export async function openingsOf(
	db: Database,
	studies: readonly string[],
	page: { readonly offset: number; readonly limit: number },
): Promise<{ openings: readonly FoundOpening[]; next: number | null }> {
	if (studies.length === 0) return { openings: [], next: null };
	const rows = await db
		.selectFrom('audit_index_study as s')
		.innerJoin('audit_index as i', 'i.seq', 's.seq')
		.select((is) => [
			'i.who',
			'i.kind',
			'i.action',
			is.fn.min('s.study').as('study'),
			is.fn.max('s.seq').as('seq'),
			is.fn.min('s.at').as('first'),
			is.fn.max('s.at').as('last'),
			is.fn.countAll<number>().as('times'),
		])
		.where('s.study', 'in', studies)
		// Written out, not bound: a bound number would make it a division of fractions on SQLite.
		.groupBy(['i.who', 'i.kind', 'i.action', aboutOne, sql`s.at / 600000`])
		.orderBy('last', 'desc')
		.orderBy('seq', 'desc')
		.offset(page.offset)
		.limit(page.limit + 1)
		.execute();
	const shown = rows.slice(0, page.limit);
	const bodies = await bodiesOf(
		db,
		shown.map((row) => row.seq),
	);
	return {
		openings: shown.map((row) => ({ ...row, body: bodies.get(row.seq) ?? '' })),
		next: rows.length > page.limit ? page.offset + page.limit : null,
	};
}

/** Who reads about a patient reads about all of their studies at once: one line. */
const aboutOne = sql`case when i.kind = 'audit-read' then '' else s.study end`;

async function bodiesOf(db: Database, seqs: readonly number[]): Promise<ReadonlyMap<number, string>> {
	if (seqs.length === 0) return new Map();
	const rows = await db.selectFrom('audit_row').select(['seq', 'body']).where('seq', 'in', seqs).execute();
	return new Map(rows.map((row) => [row.seq, row.body]));
}
