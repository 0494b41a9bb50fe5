import { PostgresAdapter } from 'kysely';
import type { Database } from './schema.ts';

/** A transaction's database, too. */
export function isPostgres(db: Pick<Database, 'getExecutor'>): boolean {
	return db.getExecutor().adapter instanceof PostgresAdapter;
}
