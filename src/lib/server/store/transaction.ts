import type { Database, Transaction } from './schema.ts';

/**
 * All of `work` or nothing. Only `trx` belongs to the transaction: a write through `db` inside `work` would wait for the
 * transaction to end, which waits for it.
 */
export async function transaction<T>(db: Database, work: (trx: Transaction) => Promise<T>): Promise<T> {
	return db.transaction().execute(work);
}
