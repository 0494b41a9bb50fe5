import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { isPostgres } from './is-postgres.ts';
import type { Database } from './schema.ts';

/** Now by the database's clock, ms since the epoch: the one that all processes on it share. */
export function databaseTime(db: Database): RawBuilder<number> {
	return isPostgres(db)
		? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
		: sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
