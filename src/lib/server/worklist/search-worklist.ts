/** One search of the list: what was typed and chosen becomes queries, a page of keys becomes rows. */
import { everything } from '#lib/archive/worklist.ts';
import type { WorklistDays, WorklistFilter, WorklistPage, WorklistRow } from '#lib/archive/worklist.ts';
import { soughtText } from '#lib/archive/worklist-text.ts';
import type { SoughtText } from '#lib/archive/worklist-text.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { globSyntaxOf } from '#lib/server/archive/catalogue/search-conditions.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { readCursor, writeCursor } from './cursor.ts';
import { among, countStudies, pageOfKeys } from './list-query.ts';
import type { ListQuery } from './list-query.ts';
import { listRows } from './list-rows.ts';
import type { Looking } from './list-rows.ts';
import type { WorklistScope } from './scope.ts';

export const pageLength = 50;
/** Further than this nobody reads a number: "1,000+" is as true and costs a tenth. */
export const countedTo = 1000;

export interface Asked extends Looking {
	readonly scope: WorklistScope;
	readonly text: string;
	readonly filter: WorklistFilter;
	readonly now: number;
}

export async function searchWorklist(
	db: Database,
	asked: Asked,
	after: string | null,
): Promise<Result<WorklistPage, 'malformed'>> {
	const cursor = after === null ? null : readCursor(after, asked.filter.sort);
	if (after !== null && cursor === null) return err('malformed');
	const query = await queryOf(db, asked);
	// One more than is shown says whether there is a next page.
	const keys = await pageOfKeys(db, query, { after: cursor, limit: pageLength + 1 });
	const shown = keys.slice(0, pageLength);
	const last = shown.at(-1);
	const rows = await listRows(
		db,
		shown.map((key) => key.uid),
		asked,
	);
	return ok({
		rows,
		next:
			keys.length > pageLength && last !== undefined
				? writeCursor({ sort: asked.filter.sort, key: last.sort_key, uid: last.uid })
				: null,
		total: cursor === null ? await totalOf(db, query, keys.length) : null,
	});
}

/** These studies as they stand now, as far as the caller may see them, and which of them the search finds. */
export async function glanceAt(
	db: Database,
	asked: Asked,
	studies: readonly string[],
): Promise<{ rows: WorklistRow[]; found: string[] }> {
	const visible = await among(db, await queryOf(db, { ...asked, text: '', filter: everything }), studies);
	const found = await among(db, await queryOf(db, asked), visible);
	return { rows: await listRows(db, visible, asked), found };
}

async function totalOf(
	db: Database,
	query: ListQuery,
	first: number,
): Promise<{ count: number; more: boolean }> {
	if (first <= pageLength) return { count: first, more: false };
	const count = await countStudies(db, query, countedTo + 1);
	return { count: Math.min(count, countedTo), more: count > countedTo };
}

async function queryOf(db: Database, asked: Asked): Promise<ListQuery> {
	const { scope, filter, person, lastVisit, now } = asked;
	const sought = soughtText(asked.text);
	const query: ListQuery = {
		scope,
		filter,
		...daysOf(filter.days, now),
		sought,
		numbers: 'exact',
		person,
		lastVisit,
		syntax: globSyntaxOf(db),
	};
	if (!hasNumber(sought) || sought.kind === 'citizen') return query;
	// The whole number first: HN 123 typed in full must not stand among 1230 to 1239.
	const exact = await pageOfKeys(db, anyDay(query), { after: null, limit: 1 });
	return exact.length > 0 ? query : { ...query, numbers: 'beginning' };
}

function hasNumber(sought: SoughtText): boolean {
	return sought.kind === 'number' || sought.kind === 'name-and-number' || sought.kind === 'citizen';
}

/** Whether a number is known doesn't depend on the chips. */
function anyDay(query: ListQuery): ListQuery {
	const filter = { ...query.filter, modalities: [], only: null, hospital: null };
	const { sought } = query;
	const alone = sought.kind === 'number' ? { ...sought, asName: null } : sought;
	return { ...query, sought: alone, filter, from: null, to: null };
}

const dayMs = 86_400_000;
/** Thailand has no summer time. */
const bangkokMs = 7 * 3_600_000;

function daysOf(days: WorklistDays | null, now: number): { from: string | null; to: string | null } {
	if (days === null) return { from: null, to: null };
	const dicom = (iso: string | null): string | null => iso?.replaceAll('-', '') ?? null;
	if (days.kind === 'between') return { from: dicom(days.from), to: dicom(days.to) };
	const first = new Date(now + bangkokMs - (days.days - 1) * dayMs);
	return { from: dicom(first.toISOString().slice(0, 10)), to: null };
}

/** Whether a caller's list has this study at all, whatever they search for. */
export async function isListed(db: Database, scope: WorklistScope, study: string): Promise<boolean> {
	if (scope.studies.includes(study)) return true;
	if (scope.owners.length === 0) return false;
	const row = await db
		.selectFrom('study')
		.select('uid')
		.where('uid', '=', study)
		.where('owner', 'in', scope.owners)
		.executeTakeFirst();
	return row !== undefined;
}
