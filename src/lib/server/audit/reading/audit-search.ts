/**
 * Pages of the audit, newest first. A question is split into lanes (one person, one hospital, one study, one kind), each of
 * which an index answers in its own order from the cursor on; the lanes' heads are merged. A page then costs the same at a
 * thousand rows and at a million.
 */
import { sql } from 'kysely';
import type { ExpressionBuilder, RawBuilder, SqlBool } from 'kysely';
import type { AuditCursor } from '#lib/access/audit-line.ts';
import type { Database, Schema } from '#lib/server/store/schema.ts';

/** Whose lines: one's own, or those that concern a hospital (`hcodes`: all that mean it). */
export type AuditScope =
	| { readonly kind: 'own'; readonly who: string }
	| { readonly kind: 'hospital'; readonly hcodes: readonly string[] };

export interface AuditQuestion {
	readonly scope: AuditScope;
	/** ms, the first that counts; null: from the beginning */
	readonly since: number | null;
	/** ms, the last that counts */
	readonly until: number | null;
	/** `staff:<id>` and the like; null: anyone */
	readonly who: readonly string[] | null;
	readonly kinds: readonly string[] | null;
	readonly studies: readonly string[] | null;
}

export interface FoundLine {
	readonly seq: number;
	readonly at: number;
	readonly body: string;
}

export interface FoundPage {
	readonly lines: readonly FoundLine[];
	readonly next: AuditCursor | null;
}

/** More people, kinds and studies than this are no question. */
const mostLanes = 100;

export async function searchAudit(
	db: Database,
	question: AuditQuestion,
	page: { readonly after: AuditCursor | null; readonly limit: number },
): Promise<FoundPage> {
	const wanted = page.limit + 1;
	const found = new Map<number, number>();
	for (const lane of lanesOf(question).slice(0, mostLanes))
		for (const { seq, at } of await laneRows(db, lane, question, { after: page.after, limit: wanted }))
			found.set(seq, at);
	const merged = [...found]
		.map(([seq, at]) => ({ seq, at }))
		.sort((a, b) => b.at - a.at || b.seq - a.seq)
		.slice(0, wanted);
	const shown = merged.slice(0, page.limit);
	const last = shown.at(-1);
	return {
		lines: await withBodies(db, shown),
		next: merged.length > page.limit && last !== undefined ? last : null,
	};
}

/** Each is a beginning of one of the index's keys. */
type Lane =
	| { readonly by: 'who'; readonly who: string }
	| { readonly by: 'study'; readonly study: string }
	| { readonly by: 'hospital'; readonly hcode: string }
	| { readonly by: 'hospital-kind'; readonly hcode: string; readonly kind: string };

function lanesOf({ scope, who, kinds, studies }: AuditQuestion): Lane[] {
	if (scope.kind === 'own')
		return who === null || who.includes(scope.who) ? [{ by: 'who', who: scope.who }] : [];
	if (studies !== null) return studies.map((study) => ({ by: 'study', study }));
	if (who !== null) return who.map((each) => ({ by: 'who', who: each }));
	if (kinds !== null)
		return scope.hcodes.flatMap((hcode) => kinds.map((kind): Lane => ({ by: 'hospital-kind', hcode, kind })));
	return scope.hcodes.map((hcode) => ({ by: 'hospital', hcode }));
}

interface Place {
	readonly seq: number;
	readonly at: number;
}

async function laneRows(
	db: Database,
	lane: Lane,
	question: AuditQuestion,
	page: { readonly after: AuditCursor | null; readonly limit: number },
): Promise<Place[]> {
	const { limit } = page;
	const within = (alias: string): RawBuilder<SqlBool> => inTime(alias, question, page.after);
	switch (lane.by) {
		case 'who':
			return db
				.selectFrom('audit_index as i')
				.select(['i.seq', 'i.at'])
				.where('i.who', '=', lane.who)
				.where(within('i'))
				.where((is) => alsoAsked(is, question))
				.orderBy('i.at', 'desc')
				.orderBy('i.seq', 'desc')
				.limit(limit)
				.execute();
		case 'study':
			return db
				.selectFrom('audit_index_study as s')
				.innerJoin('audit_index as i', 'i.seq', 's.seq')
				.select(['s.seq', 's.at'])
				.where('s.study', '=', lane.study)
				.where(within('s'))
				.where((is) => alsoAsked(is, question))
				.orderBy('s.at', 'desc')
				.orderBy('s.seq', 'desc')
				.limit(limit)
				.execute();
		case 'hospital':
		case 'hospital-kind': {
			const lines = db
				.selectFrom('audit_index_hospital as h')
				.select(['h.seq', 'h.at'])
				.where('h.hospital', '=', lane.hcode)
				.where(within('h'))
				.orderBy('h.at', 'desc')
				.orderBy('h.seq', 'desc')
				.limit(limit);
			return (lane.by === 'hospital' ? lines : lines.where('h.kind', '=', lane.kind)).execute();
		}
	}
}

/** What the lane doesn't decide by itself, asked of each line. */
function alsoAsked(
	is: ExpressionBuilder<Schema & { i: Schema['audit_index'] }, 'i'>,
	question: AuditQuestion,
) {
	const { scope, who, kinds, studies } = question;
	const conditions = [sql<SqlBool>`1 = 1`];
	if (who !== null) conditions.push(sql<SqlBool>`i.who in (${sql.join(who)})`);
	if (kinds !== null) conditions.push(sql<SqlBool>`i.kind in (${sql.join(kinds)})`);
	if (studies !== null)
		conditions.push(
			sql<SqlBool>`exists (select 1 from audit_index_study as a where a.seq = i.seq and a.study in (${sql.join(studies)}))`,
		);
	if (scope.kind === 'hospital')
		conditions.push(
			sql<SqlBool>`exists (select 1 from audit_index_hospital as b where b.seq = i.seq and b.hospital in (${sql.join(scope.hcodes)}))`,
		);
	return is.and(conditions);
}

function inTime(
	alias: string,
	{ since, until }: Pick<AuditQuestion, 'since' | 'until'>,
	after: AuditCursor | null,
): RawBuilder<SqlBool> {
	const [at, seq] = [sql.ref(`${alias}.at`), sql.ref(`${alias}.seq`)];
	const conditions = [sql<SqlBool>`1 = 1`];
	if (since !== null) conditions.push(sql<SqlBool>`${at} >= ${since}`);
	if (until !== null) conditions.push(sql<SqlBool>`${at} <= ${until}`);
	// One comparison of two columns: an index serves it as one range.
	if (after !== null) conditions.push(sql<SqlBool>`(${at}, ${seq}) < (${after.at}, ${after.seq})`);
	return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

async function withBodies(db: Database, places: readonly Place[]): Promise<FoundLine[]> {
	if (places.length === 0) return [];
	const rows = await db
		.selectFrom('audit_row')
		.select(['seq', 'body'])
		.where(
			'seq',
			'in',
			places.map((place) => place.seq),
		)
		.execute();
	const bodies = new Map(rows.map((row) => [row.seq, row.body]));
	return places.flatMap(({ seq, at }) => {
		const body = bodies.get(seq);
		return body === undefined ? [] : [{ seq, at, body }];
	});
}
