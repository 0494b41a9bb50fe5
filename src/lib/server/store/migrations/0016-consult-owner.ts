import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Which process has a consult's room, and until when each process is known to be alive. */
export const consultOwner: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('consult_owner')
			.addColumn('consult', plain, (c) => c.primaryKey())
			.addColumn('process', plain, (c) => c.notNull())
			.addColumn('epoch', 'bigint', (c) => c.notNull())
			.execute();
		await db.schema
			.createTable('hub_process')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('alive_until', 'bigint', (c) => c.notNull())
			.execute();
	},
};
