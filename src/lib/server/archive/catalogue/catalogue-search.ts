/**
 * Searches at the three levels. A page is first found as keys, from an index where there is one, and only its rows are read
 * whole: a page in the middle of a hundred thousand studies then costs a walk over a narrow index.
 */
import { sql } from 'kysely';
import { showsNothing } from '#lib/access/visibility.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type {
	InstanceKey,
	InstanceRow,
	Search,
	SeriesKey,
	SeriesRow,
	StudyKey,
	StudyRow,
	WithSeries,
	WithStudy,
} from './catalogue.ts';
import { maxPage } from './catalogue.ts';
import { instanceRow, seriesRow, studyRow } from './catalogue-rows.ts';
import type { AnyKey, Condition } from './search-conditions.ts';
import { allOf, conditionsOf, globSyntaxOf } from './search-conditions.ts';
import { visibleOnly } from './visible-only.ts';

/** Numbers that are missing sort last on both databases. */
const last = 2_147_483_647;

export async function searchStudies(db: Database, search: Search<StudyKey>): Promise<StudyRow[]> {
	const page = pageOf(search);
	if (page === null) return [];
	const keys = await db
		.selectFrom('study')
		.select('study.uid')
		.where(conditions(db, search))
		.orderBy('study.date', 'desc')
		.orderBy('study.uid', 'desc')
		.limit(page.limit)
		.offset(page.offset)
		.execute();
	const uids = keys.map((row) => row.uid);
	const rows = await studiesByUid(db, uids);
	return uids.flatMap((uid) => rows.get(uid) ?? []);
}

export async function searchSeries(
	db: Database,
	search: Search<StudyKey | SeriesKey>,
): Promise<WithStudy<SeriesRow>[]> {
	const page = pageOf(search);
	if (page === null) return [];
	const rows = await db
		.selectFrom('study')
		.innerJoin('series', 'series.study', 'study.uid')
		.selectAll('series')
		.where(conditions(db, search))
		.orderBy('study.date', 'desc')
		.orderBy('study.uid', 'desc')
		.orderBy(sql`coalesce(series.number, ${last})`)
		.orderBy('series.uid')
		.limit(page.limit)
		.offset(page.offset)
		.execute();
	const studies = await studiesByUid(
		db,
		rows.map((row) => row.study),
	);
	return rows.map((row) => ({ ...seriesRow(row), inStudy: found(studies, row.study) }));
}

export async function searchInstances(
	db: Database,
	search: Search<StudyKey | SeriesKey | InstanceKey>,
): Promise<WithSeries<WithStudy<InstanceRow>>[]> {
	const page = pageOf(search);
	if (page === null) return [];
	const rows = await db
		.selectFrom('study')
		.innerJoin('series', 'series.study', 'study.uid')
		.innerJoin('instance', (join) =>
			join.onRef('instance.study', '=', 'study.uid').onRef('instance.series', '=', 'series.uid'),
		)
		.selectAll('instance')
		.where(conditions(db, search))
		.orderBy('study.date', 'desc')
		.orderBy('study.uid', 'desc')
		.orderBy(sql`coalesce(series.number, ${last})`)
		.orderBy('series.uid')
		.orderBy(sql`coalesce(instance.number, ${last})`)
		.orderBy('instance.uid')
		.limit(page.limit)
		.offset(page.offset)
		.execute();
	const uids = rows.map((row) => row.study);
	const studies = await studiesByUid(db, uids);
	const series = await seriesOfStudies(db, uids);
	return rows.map((row) => ({
		...instanceRow(row),
		inStudy: found(studies, row.study),
		inSeries: found(series, `${row.study}/${row.series}`),
	}));
}

function pageOf(search: Search<AnyKey>): { offset: number; limit: number } | null {
	const limit = Math.min(search.limit, maxPage);
	const nothing = limit <= 0 || showsNothing(search.within);
	return nothing ? null : { limit, offset: Math.max(0, search.offset) };
}

function conditions(db: Database, search: Search<AnyKey>): Condition {
	return allOf([...visibleOnly(search.within), ...conditionsOf(search.keys, globSyntaxOf(db))]);
}

async function studiesByUid(db: Database, uids: readonly string[]): Promise<Map<string, StudyRow>> {
	const unique = [...new Set(uids)];
	if (unique.length === 0) return new Map();
	const rows = await db.selectFrom('study').selectAll().where('uid', 'in', unique).execute();
	return new Map(rows.map((row) => [row.uid, studyRow(row)]));
}

async function seriesOfStudies(db: Database, uids: readonly string[]): Promise<Map<string, SeriesRow>> {
	const unique = [...new Set(uids)];
	if (unique.length === 0) return new Map();
	const rows = await db.selectFrom('series').selectAll().where('study', 'in', unique).execute();
	return new Map(rows.map((row) => [`${row.study}/${row.uid}`, seriesRow(row)]));
}

/** A row that went away between two reads. */
function found<Row>(rows: ReadonlyMap<string, Row>, key: string): Row {
	const row = rows.get(key);
	if (row === undefined) throw new Error('the catalogue changed during the search');
	return row;
}
