import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { indexEntry } from './index-entry.ts';
import type { IndexEntry } from './index-entry.ts';

/** In the transaction that wrote the row's text. */
export async function indexRow(trx: Transaction, entry: IndexEntry): Promise<void> {
	const { seq, at, kind, who, action } = entry;
	await trx.insertInto('audit_index').values({ seq, at, kind, who, action }).execute();
	if (entry.studies.length > 0) {
		const rows = entry.studies.map((study) => ({ study, seq, at }));
		await trx.insertInto('audit_index_study').values(rows).execute();
	}
	if (entry.hospitals.length > 0) {
		const rows = entry.hospitals.map((hospital) => ({ hospital, seq, at, kind }));
		await trx.insertInto('audit_index_hospital').values(rows).execute();
	}
}

/** The index's rows from `first` to `last`, as entries by number; the same shape as what the text says, to be compared. */
export async function indexedEntries(
	db: Database,
	first: number,
	last: number,
): Promise<ReadonlyMap<number, IndexEntry>> {
	const rows = await db
		.selectFrom('audit_index')
		.selectAll()
		.where('seq', '>=', first)
		.where('seq', '<=', last)
		.execute();
	const studies = await db
		.selectFrom('audit_index_study')
		.selectAll()
		.where('seq', '>=', first)
		.where('seq', '<=', last)
		.execute();
	const hospitals = await db
		.selectFrom('audit_index_hospital')
		.selectAll()
		.where('seq', '>=', first)
		.where('seq', '<=', last)
		.execute();
	const studiesOf = Map.groupBy(studies, (row) => row.seq);
	const hospitalsOf = Map.groupBy(hospitals, (row) => row.seq);
	const entries = new Map<number, IndexEntry>();
	for (const row of rows) {
		const ofStudies = studiesOf.get(row.seq) ?? [];
		const ofHospitals = hospitalsOf.get(row.seq) ?? [];
		// What repeats the row's time or kind must repeat it rightly: searches are answered from it.
		const agrees =
			ofStudies.every((each) => each.at === row.at) &&
			ofHospitals.every((each) => each.at === row.at && each.kind === row.kind);
		if (!agrees) continue;
		entries.set(row.seq, {
			...row,
			studies: ofStudies.map((each) => each.study).sort(),
			hospitals: ofHospitals.map((each) => each.hospital).sort(),
		});
	}
	return entries;
}

const page = 500;

/** Rows written before there was an index (the first start after the update), a page in a transaction. */
export async function fillAuditIndex(db: Database): Promise<void> {
	if ((await count(db, 'audit_row')) === (await count(db, 'audit_index'))) return;
	for (let last = 0; ;) {
		const rows = await db
			.selectFrom('audit_row')
			.leftJoin('audit_index', 'audit_index.seq', 'audit_row.seq')
			.select(['audit_row.seq', 'audit_row.body'])
			.where('audit_row.seq', '>', last)
			.where('audit_index.seq', 'is', null)
			.orderBy('audit_row.seq')
			.limit(page)
			.execute();
		const newest = rows.at(-1);
		if (newest === undefined) return;
		last = newest.seq;
		await transaction(db, async (trx) => {
			for (const row of rows) {
				const entry = indexEntry(row.body);
				// A text that is no row's was changed: `verify` names it, the index has nothing to say of it.
				if (entry?.seq === row.seq) await indexRow(trx, entry);
			}
		});
	}
}

async function count(db: Database, table: 'audit_row' | 'audit_index'): Promise<number> {
	const row = await db
		.selectFrom(table)
		.select((eb) => eb.fn.countAll<number>().as('rows'))
		.executeTakeFirstOrThrow();
	return row.rows;
}
