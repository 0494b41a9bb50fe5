import * as v from 'valibot';
import type { Database } from '#lib/server/store/schema.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import { chainHash, firstHash } from './append.ts';
import type { AuditHead } from './append.ts';
import { indexedEntries } from './audit-index.ts';
import { indexEntry } from './index-entry.ts';
import type { IndexEntry } from './index-entry.ts';

export type AuditVerdict =
	/** `from`: the first line that is kept; those before it were deleted for their age, as the chain itself says. */
	| { readonly kind: 'whole'; readonly head: AuditHead; readonly from: number }
	/** `line` is the number of the first row that is not as it was written; every row before it is. */
	| { readonly kind: 'broken'; readonly line: number; readonly why: AuditFault };

export type AuditFault =
	| 'missing'
	| 'not-linked'
	| 'changed'
	| 'number-changed'
	| 'cut-off'
	| 'head-changed'
	| 'other-chain'
	/** The beginning is gone and no line of the chain says that it was deleted for its age. */
	| 'cut-unsealed'
	/** The line is as written, but searches would not find it as what it is. */
	| 'index-differs';

const Sealing = v.looseObject({
	kind: v.literal('audit-pruned'),
	throughSeq: v.number(),
	throughHash: v.string(),
});
const page = 1000;
const chainStart: AuditHead = { seq: 0, hash: firstHash };

/** Reads the whole chain. `known` are heads noted earlier outside the database: the chain must still pass through them. */
export async function verify(
	db: Database,
	known: AuditHead | readonly AuditHead[] | null,
): Promise<AuditVerdict> {
	// The head first: rows that are appended while we read must not look like a cut.
	const head = await db
		.selectFrom('audit_head')
		.select(['seq', 'hash'])
		.where('id', '=', 1)
		.executeTakeFirst();
	if (head === undefined) return broken(0, 'head-changed');
	const noted = headsOf(known);
	const cut = await cutOf(db);
	let sealed = cut.seq === 0;
	let last = cut;
	while (last.seq < head.seq) {
		const rows = await rowsAfter(db, last.seq);
		const [first, final] = [rows[0], rows.at(-1)];
		if (first === undefined || final === undefined) return broken(last.seq + 1, 'cut-off');
		const index = await indexedEntries(db, first.seq, final.seq);
		for (const row of rows) {
			const fault = faultOf(row, last) ?? indexFault(row, index);
			if (fault !== null) return broken(last.seq + 1, fault);
			last = { seq: row.seq, hash: row.hash };
			sealed ||= seals(row.body, cut);
			if (noted.some((each) => each.seq === row.seq && each.hash !== row.hash))
				return broken(row.seq, 'other-chain');
			if (row.seq === head.seq && row.hash !== head.hash) return broken(row.seq, 'head-changed');
		}
	}
	if (!sealed) return broken(cut.seq, 'cut-unsealed');
	if (noted.some((each) => each.seq === cut.seq && each.hash !== cut.hash && cut.seq > 0))
		return broken(cut.seq, 'other-chain');
	if (noted.some((each) => each.seq > last.seq)) return broken(last.seq + 1, 'cut-off');
	return { kind: 'whole', head: last, from: cut.seq + 1 };
}

type Row = AccessTables['audit_row'];

function headsOf(known: AuditHead | readonly AuditHead[] | null): readonly AuditHead[] {
	if (known === null) return [];
	return 'seq' in known ? [known] : known;
}

/** The last row that was deleted for its age; the chain's beginning when none was. */
async function cutOf(db: Database): Promise<AuditHead> {
	const row = await db
		.selectFrom('audit_checkpoint')
		.select(['seq', 'hash'])
		.where('id', '=', 1)
		.executeTakeFirst();
	return row ?? chainStart;
}

async function rowsAfter(db: Database, seq: number): Promise<Row[]> {
	return db.selectFrom('audit_row').selectAll().where('seq', '>', seq).orderBy('seq').limit(page).execute();
}

function faultOf(row: Row, last: AuditHead): AuditFault | null {
	if (row.seq !== last.seq + 1) return 'missing';
	if (row.prev_hash !== last.hash) return 'not-linked';
	return row.hash === chainHash(row.prev_hash, row.body) ? null : 'changed';
}

function indexFault(row: Row, index: ReadonlyMap<number, IndexEntry>): AuditFault | null {
	const told = indexEntry(row.body);
	if (told?.seq !== row.seq) return 'number-changed';
	const indexed = index.get(row.seq);
	return indexed !== undefined && sameEntry(told, indexed) ? null : 'index-differs';
}

function sameEntry(one: IndexEntry, other: IndexEntry): boolean {
	return (
		one.at === other.at &&
		one.kind === other.kind &&
		one.who === other.who &&
		one.action === other.action &&
		one.studies.join(' ') === other.studies.join(' ') &&
		one.hospitals.join(' ') === other.hospitals.join(' ')
	);
}

function seals(body: string, cut: AuditHead): boolean {
	if (!body.includes('"audit-pruned"')) return false;
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Sealing), body);
	return parsed.success && parsed.output.throughSeq === cut.seq && parsed.output.throughHash === cut.hash;
}

function broken(line: number, why: AuditFault): AuditVerdict {
	return { kind: 'broken', line, why };
}
