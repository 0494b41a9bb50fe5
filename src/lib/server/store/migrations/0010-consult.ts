import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The consult's record, as the updates that made it. */
export const consult: Migration = {
	async up(db: Kysely<unknown>) {
		const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
		const plain = postgres ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('consult_update')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('part', plain, (c) => c.notNull())
			.addColumn('seq', 'bigint', (c) => c.notNull())
			.addColumn('received_at', 'bigint', (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('bytes', postgres ? sql`bytea` : sql`blob`, (c) => c.notNull())
			.addColumn('prev_hash', plain, (c) => c.notNull())
			.addColumn('hash', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('consult_update_pk', ['consult', 'part', 'seq'])
			.execute();
		await db.schema
			.createTable('consult_client')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('client', 'bigint', (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('consult_client_pk', ['consult', 'client'])
			.execute();
	},
};
