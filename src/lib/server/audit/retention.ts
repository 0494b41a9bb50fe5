/**
 * How long the audit is kept, and its end: the oldest rows are deleted from the beginning of the chain only, and in the same
 * transaction a row at its end says up to where and with which hash. The checkpoint lets `verify` begin after the cut; that row
 * is its seal, so a beginning that somebody cut off by hand, with a checkpoint made to fit, is still found.
 */
import { log } from '#lib/base/log.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { append } from './append.ts';
import type { AuditHead } from './append.ts';
import { indexEntry } from './index-entry.ts';

const dayMs = 86_400_000;
/** Computer Crime Act s.26: traffic data for 90 days at least. */
export const leastKeptDays = 90;
/** Medical records point to ten years. */
export const usualKeptDays = 3653;
/** Deleted in one transaction: the chain's writers wait for so long. */
const batch = 5000;

/** Deletes what is older than `keptDays`; how many rows went. */
export async function pruneAudit(db: Database, keptDays: number, now: number): Promise<number> {
	if (keptDays < leastKeptDays) throw new RangeError('the audit is kept for 90 days at least');
	const before = now - keptDays * dayMs;
	let pruned = 0;
	for (;;) {
		const rows = await pruneBatch(db, { before, keptDays, now });
		pruned += rows;
		if (rows < batch) break;
	}
	if (pruned > 0) log('info', 'audit-pruned', { rows: pruned, keptDays });
	return pruned;
}

async function pruneBatch(
	db: Database,
	{ before, keptDays, now }: { before: number; keptDays: number; now: number },
): Promise<number> {
	const through = await lastOlderThan(db, before);
	if (through === null) return 0;
	await transaction(db, async (trx) => {
		const { seq, hash, rows } = through;
		await trx
			.insertInto('audit_checkpoint')
			.values({ id: 1, seq, hash })
			.onConflict((conflict) => conflict.column('id').doUpdateSet({ seq, hash }))
			.execute();
		for (const table of ['audit_index_study', 'audit_index_hospital', 'audit_index', 'audit_row'] as const)
			await trx.deleteFrom(table).where('seq', '<=', seq).execute();
		const what = { kind: 'audit-pruned', throughSeq: seq, throughHash: hash, rows, keptDays } as const;
		await append(trx, { ...what, who: 'system', from: null, requestId: null }, now);
	});
	return through.rows;
}

/** By the rows' own text: who could forge the index's times could otherwise have us delete what is young. */
async function lastOlderThan(db: Database, before: number): Promise<(AuditHead & { rows: number }) | null> {
	let last: (AuditHead & { rows: number }) | null = null;
	// Most days nothing is old enough, and one row tells.
	for (const limit of [1, batch]) {
		const oldest = await db.selectFrom('audit_row').selectAll().orderBy('seq').limit(limit).execute();
		const firstKept = oldest.findIndex((row) => (indexEntry(row.body)?.at ?? before) >= before);
		const old = firstKept === -1 ? oldest : oldest.slice(0, firstKept);
		const newest = old.at(-1);
		if (newest === undefined) return null;
		last = { seq: newest.seq, hash: newest.hash, rows: old.length };
	}
	return last;
}
