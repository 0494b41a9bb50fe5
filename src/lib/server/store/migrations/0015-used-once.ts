import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is good for one use, by any process and over a restart, until it could not be used any more. */
export const usedOnce: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('used_once')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('until', 'bigint', (c) => c.notNull())
			.execute();
		await db.schema.createIndex('used_once_by_end').on('used_once').column('until').execute();
	},
};
