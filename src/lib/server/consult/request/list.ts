/** A person's lists of consults, and single ones of them. */
import { sql } from 'kysely';
import { soughtText } from '#lib/archive/worklist-text.ts';
import type {
	ConsultBox,
	ConsultCounts,
	ConsultItem,
	ConsultList,
	ConsultSearch,
} from '#lib/consult/request/consult-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { allOf } from '#lib/server/archive/catalogue/search-conditions.ts';
import type { Condition } from '#lib/server/archive/catalogue/search-conditions.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { itemsOf } from './items.ts';
import { inBox, isOpenIn, soughtIn } from './list-query.ts';
import type { Reader } from './list-query.ts';
import { specialtiesOf } from './specialties.ts';

/** Nobody reads further; what is left out is said. */
const mostOpen = 300;
const mostOver = 100;

export async function readerOf(db: Database, staff: Staff, now: number): Promise<Reader> {
	return { staff, specialties: await specialtiesOf(db, staff), now };
}

export async function listConsults(
	db: Database,
	reader: Reader,
	search: ConsultSearch,
): Promise<ConsultList> {
	const sought = soughtIn(db, soughtText(search.text));
	const limit = search.show === 'open' ? mostOpen : mostOver;
	const conditions = [inBox(search.box, reader), isOpenIn(search.box, search.show)];
	if (sought !== null) {
		conditions.push(sought);
		// Before it is taken, a question to a whole specialty has no patient: it isn't found by one either.
		if (search.box === 'waiting')
			conditions.push(sql`(c.to_specialty is null or c.consultant = ${reader.staff.personId})`);
	}
	const ids = await idsWhere(db, conditions, { limit: limit + 1, show: search.show });
	const items = await itemsOf(db, ids.slice(0, limit), reader);
	return { now: reader.now, items, more: ids.length > limit, counts: await countConsults(db, reader) };
}

/** Of this study, newest first: those whose people the reader is one of. */
export async function consultsOfStudy(db: Database, reader: Reader, study: StudyUid): Promise<ConsultItem[]> {
	const of: Condition = sql`exists (select 1 from consult_study cs where cs.consult = c.id and cs.study = ${study})`;
	const ids = await idsWhere(db, [of, sql`c.state <> 'cancelled'`], { limit: 50, show: 'over' });
	return itemsOf(db, ids, reader);
}

/** null: none of that id for this person. */
export async function oneConsult(db: Database, reader: Reader, id: string): Promise<ConsultItem | null> {
	const [item] = await itemsOf(db, [id], reader);
	return item ?? null;
}

export async function countConsults(db: Database, reader: Reader): Promise<ConsultCounts> {
	const [waiting, asked] = [await tally(db, reader, 'waiting'), await tally(db, reader, 'asked')];
	return {
		waiting: waiting.all,
		asked: asked.all,
		unreadWaiting: waiting.unread,
		unreadAsked: asked.unread,
	};
}

/** The asker's drafts are no news, and a colleague's consult is only to one who has looked at it before. */
async function tally(db: Database, reader: Reader, box: ConsultBox) {
	const { personId } = reader.staff;
	const row = await db
		.selectFrom('consult as c')
		.leftJoin('consult_read as r', (join) =>
			join.onRef('r.consult', '=', 'c.id').on('r.person', '=', personId),
		)
		.where(allOf([inBox(box, reader), isOpenIn(box, 'open')]))
		.select((eb) => [
			eb.fn.countAll<number>().as('n'),
			sql<number | null>`sum(case when ${unread(personId, box)} then 1 else 0 end)`.as('unread'),
		])
		.executeTakeFirstOrThrow();
	return { all: row.n, unread: row.unread ?? 0 };
}

/** `r` is this person's reading of `c`, if there is one. What waits for anyone of a hospital is new to each until they look. */
function unread(person: string, box: ConsultBox): Condition {
	const waits: Condition =
		box === 'waiting' ? sql`c.state in ('requested', 'handed-over')` : sql`c.asked_by = ${person}`;
	return sql`(c.news > coalesce(r.news, 0) and c.state <> 'draft'
		and (r.news is not null or c.consultant = ${person} or ${waits}))`;
}

async function idsWhere(
	db: Database,
	conditions: readonly Condition[],
	{ limit, show }: { readonly limit: number; readonly show: 'open' | 'over' },
): Promise<string[]> {
	const query = db.selectFrom('consult as c').select('c.id').where(allOf(conditions)).limit(limit);
	const rows =
		show === 'over'
			? await query.orderBy('c.changed_at', 'desc').orderBy('c.id').execute()
			: // What is due first stands first; a draft is due to nobody.
				await query
					.orderBy(sql`case when c.due_at is null then 1 else 0 end`)
					.orderBy('c.due_at')
					.orderBy('c.id')
					.execute();
	return rows.map((row) => row.id);
}
