/**
 * The list as SQL, alike on both databases. Every part of it begins at an index that starts with the owner and holds all that a
 * filter asks about (migration 0006): without a search it walks that index in the order shown, from where the last page ended;
 * with one it first gathers what matches from the index of names or numbers. Each owner and the single studies of others are a
 * part of their own, cut to the page's length before they are merged.
 */
import type { RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { SoughtText } from '#lib/archive/worklist-text.ts';
import type { WorklistFilter, WorklistSort } from '#lib/archive/worklist.ts';
import { nameCondition } from '#lib/server/archive/catalogue/name-index.ts';
import { allOf } from '#lib/server/archive/catalogue/search-conditions.ts';
import type { Condition } from '#lib/server/archive/catalogue/search-conditions.ts';
import { beginsWith } from '#lib/server/archive/catalogue/wild-card.ts';
import type { GlobSyntax } from '#lib/server/archive/catalogue/wild-card.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Cursor } from './cursor.ts';
import { ofHospital } from './scope.ts';
import type { WorklistScope } from './scope.ts';

export interface ListQuery {
	readonly scope: WorklistScope;
	readonly filter: Omit<WorklistFilter, 'days'>;
	/** Gregorian YYYYMMDD, both included; null for open */
	readonly from: string | null;
	readonly to: string | null;
	readonly sought: SoughtText;
	/** A number is sought as it stands, or as the beginning of one. */
	readonly numbers: 'exact' | 'beginning';
	readonly person: string;
	/** End of this person's last visit: ms. */
	readonly lastVisit: number;
	readonly syntax: GlobSyntax;
}

const orders = {
	newest: { column: 'taken', down: true },
	oldest: { column: 'taken', down: false },
	arrived: { column: 'arrived_at', down: true },
	name: { column: 'name_sort', down: false },
} as const satisfies Record<WorklistSort, { column: string; down: boolean }>;

/** UIDs and sort values of one page, in order. */
export async function pageOfKeys(
	db: Database,
	query: ListQuery,
	{ after, limit }: { readonly after: Cursor | null; readonly limit: number },
): Promise<PageKey[]> {
	const { column, down } = orders[query.filter.sort];
	const direction = sql.raw(down ? 'desc' : 'asc');
	const beyond = sql.raw(down ? '<' : '>');
	const key = sql.ref(`s.${column}`);
	const place: Condition[] =
		after === null ? [] : [sql`(${key}, s.uid) ${beyond} (${after.key}, ${after.uid})`];
	const parts = partsOf(query).map(
		(part) => sql`${gathered(part)} select s.uid as uid, ${key} as sort_key from ${part.from}
			where ${allOf([...part.conditions, ...place])}
			order by ${key} ${direction}, s.uid ${direction} limit ${limit}`,
	);
	if (parts.length === 0) return [];
	return db
		.selectFrom(together<PageKey>(parts))
		.select(['uid', 'sort_key'])
		.orderBy('sort_key', down ? 'desc' : 'asc')
		.orderBy('uid', down ? 'desc' : 'asc')
		.limit(limit)
		.execute();
}

export interface PageKey {
	readonly uid: string;
	readonly sort_key: string | number;
}

/** How many there are, counted no further than `limit` in each part. */
export async function countStudies(db: Database, query: ListQuery, limit: number): Promise<number> {
	const parts = partsOf(query).map(
		(part) =>
			sql`${gathered(part)} select 1 as one from ${part.from} where ${allOf(part.conditions)} limit ${limit}`,
	);
	if (parts.length === 0) return 0;
	const row = await db
		.selectFrom(together<{ one: number }>(parts))
		.select((eb) => eb.fn.countAll<number>().as('n'))
		.executeTakeFirstOrThrow();
	return row.n;
}

/** Those of the named studies that belong to the list. */
export async function among(db: Database, query: ListQuery, studies: readonly string[]): Promise<string[]> {
	const named: Condition = sql`s.uid in (${sql.join(studies)})`;
	const parts = partsOf(query).map(
		(part) =>
			sql`${gathered(part)} select s.uid as uid from ${part.from} where ${allOf([...part.conditions, named])}`,
	);
	if (parts.length === 0 || studies.length === 0) return [];
	const rows = await db.selectFrom(together<{ uid: string }>(parts)).select('uid').execute();
	return rows.map((row) => row.uid);
}

/** As a table of a select of Kysely's own, so that SQLite's driver knows that it only reads. */
function together<Row>(parts: readonly RawBuilder<unknown>[]) {
	const each = parts.map((part) => sql`select * from (${part}) as part`);
	return sql<Row>`(${sql.join(each, sql` union all `)})`.as('merged');
}

function gathered(part: Part): RawBuilder<unknown> {
	return part.hits === null ? sql`` : sql`with hit as materialized (${part.hits})`;
}

interface Part {
	/** What the search found, when there is one. */
	readonly hits: RawBuilder<unknown> | null;
	readonly from: RawBuilder<unknown>;
	readonly conditions: readonly Condition[];
}

const listed = sql.raw('uid, taken, arrived_at, name_sort, modalities, opened_at');

function partsOf(query: ListQuery): Part[] {
	if (query.sought.kind === 'too-short') return [];
	const scope = ofHospital(query.scope, query.filter.hospital);
	const filters = filtersOf(query);
	const parts = scope.owners.map((owner) => ownersPart(query, owner, filters));
	return scope.studies.length === 0 ? parts : [...parts, singlesPart(query, scope, filters)];
}

function ownersPart(query: ListQuery, owner: string, filters: readonly Condition[]): Part {
	// Without a text, what a person opened is gathered too: a few of a hundred thousand.
	const opened = query.filter.only === 'mine' ? [openedBy(sql.ref('uid'), query.person)] : null;
	const arms = soughtConditions(query) ?? opened;
	if (arms === null) {
		const own: Condition = sql`s.owner = ${owner}`;
		return { hits: null, from: sql`study as s`, conditions: [own, ...filters] };
	}
	const found = arms.map((arm) => sql`select ${listed} from study where owner = ${owner} and ${arm}`);
	return { hits: sql.join(found, sql` union `), from: sql`hit as s`, conditions: filters };
}

/** Few by nature (consults, referrals): read by their UIDs and judged one by one. */
function singlesPart(query: ListQuery, scope: WorklistScope, filters: readonly Condition[]): Part {
	const others: Condition[] = [sql`s.uid in (${sql.join(scope.studies)})`];
	// What an owner's part has shown already.
	if (scope.owners.length > 0)
		others.push(sql`(s.owner is null or s.owner not in (${sql.join(scope.owners)}))`);
	if (query.filter.hospital !== null) others.push(sql`s.owner = ${query.filter.hospital}`);
	const arms = soughtConditions(query);
	if (arms !== null)
		others.push(
			sql`s.uid in (select uid from study where uid in (${sql.join(scope.studies)})
				and (${sql.join(arms, sql` or `)}))`,
		);
	return { hits: null, from: sql`study as s`, conditions: [...others, ...filters] };
}

/** What the text asks of a row, each arm served by an index of its own; null when it asks nothing. */
function soughtConditions(query: ListQuery): Condition[] | null {
	const { sought, numbers, syntax } = query;
	const number = (key: string): Condition[] =>
		['patient_id_key', 'accession_key'].map((name) => {
			const column = sql.ref(name);
			return numbers === 'exact' ? sql<SqlBool>`${column} = ${key}` : beginsWith(column, key);
		});
	const name = (text: string): Condition =>
		nameCondition(sql.ref('patient_key'), { text, fuzzy: true }, syntax) ?? sql`1 = 0`;
	switch (sought.kind) {
		case 'nothing':
		case 'too-short':
			return null;
		case 'study':
			return [sql`uid = ${sought.study}`];
		case 'citizen':
			return number(sought.key);
		case 'number':
			return [...number(sought.key), ...(sought.asName === null ? [] : [name(sought.asName)])];
		case 'name':
			return [name(sought.name)];
		case 'name-and-number':
			return [allOf([name(sought.name), sql`(${sql.join(number(sought.key), sql` or `)})`])];
	}
}

function openedBy(uid: RawBuilder<unknown>, person: string): Condition {
	return sql`${uid} in (select study from study_viewer where person = ${person})`;
}

function filtersOf(query: ListQuery): Condition[] {
	const { filter, from, to, person, lastVisit, syntax } = query;
	const conditions: Condition[] = [];
	if (from !== null) conditions.push(sql`s.taken >= ${from}`);
	// A day as the beginning of YYYYMMDDHHMMSS; '' is no day at all.
	if (to !== null) conditions.push(sql`s.taken < ${`${to}~`}`);
	if (to !== null && from === null) conditions.push(sql`s.taken > ''`);
	if (filter.modalities.length > 0) {
		const place = sql.raw(syntax === 'glob' ? 'instr' : 'strpos');
		const any = filter.modalities.map(
			(modality) => sql`${place}('\\' || s.modalities || '\\', ${`\\${modality}\\`}) > 0`,
		);
		conditions.push(sql`(${sql.join(any, sql` or `)})`);
	}
	switch (filter.only) {
		case 'new':
			conditions.push(sql`s.arrived_at > ${lastVisit}`);
			break;
		case 'unopened':
			conditions.push(sql`s.opened_at is null`);
			break;
		case 'mine':
			conditions.push(openedBy(sql.ref('s.uid'), person));
			break;
		case null:
	}
	return conditions;
}
