import * as v from 'valibot';
import type { Database } from '#lib/server/store/schema.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import { chainHash, firstHash } from './append.ts';
import type { AuditHead } from './append.ts';

export type AuditVerdict =
	| { readonly kind: 'whole'; readonly head: AuditHead }
	/** `line` is the number of the first row that is not as it was written; every row before it is. */
	| { readonly kind: 'broken'; readonly line: number; readonly why: AuditFault };

export type AuditFault =
	'missing' | 'not-linked' | 'changed' | 'number-changed' | 'cut-off' | 'head-changed' | 'other-chain';

const Numbered = v.looseObject({ seq: v.number() });
const page = 1000;

/** Reads the whole chain. `known` is a head noted earlier outside the database: the chain must still pass through it. */
export async function verify(db: Database, known: AuditHead | null): Promise<AuditVerdict> {
	// The head first: rows that are appended while we read must not look like a cut.
	const head = await db
		.selectFrom('audit_head')
		.select(['seq', 'hash'])
		.where('id', '=', 1)
		.executeTakeFirst();
	if (head === undefined) return broken(0, 'head-changed');
	let last: AuditHead = { seq: 0, hash: firstHash };
	while (last.seq < head.seq) {
		const rows = await rowsAfter(db, last.seq);
		if (rows.length === 0) return broken(last.seq + 1, 'cut-off');
		for (const row of rows) {
			const fault = faultOf(row, last);
			if (fault !== null) return broken(last.seq + 1, fault);
			last = { seq: row.seq, hash: row.hash };
			if (row.seq === known?.seq && row.hash !== known.hash) return broken(row.seq, 'other-chain');
			if (row.seq === head.seq && row.hash !== head.hash) return broken(row.seq, 'head-changed');
		}
	}
	if (known !== null && known.seq > last.seq) return broken(last.seq + 1, 'cut-off');
	return { kind: 'whole', head: last };
}

type Row = AccessTables['audit_row'];

async function rowsAfter(db: Database, seq: number): Promise<Row[]> {
	return db.selectFrom('audit_row').selectAll().where('seq', '>', seq).orderBy('seq').limit(page).execute();
}

function faultOf(row: Row, last: AuditHead): AuditFault | null {
	if (row.seq !== last.seq + 1) return 'missing';
	if (row.prev_hash !== last.hash) return 'not-linked';
	if (row.hash !== chainHash(row.prev_hash, row.body)) return 'changed';
	return numberIn(row.body) === row.seq ? null : 'number-changed';
}

function numberIn(body: string): number | null {
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Numbered), body);
	return parsed.success ? parsed.output.seq : null;
}

function broken(line: number, why: AuditFault): AuditVerdict {
	return { kind: 'broken', line, why };
}
