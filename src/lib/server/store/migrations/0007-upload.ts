import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Files on their way in: what a person sent and has not yet confirmed. */
export const upload: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('upload_batch')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.addColumn('skipped', 'integer', (c) => c.notNull())
			.execute();
		await db.schema
			.createIndex('upload_batch_by_person')
			.on('upload_batch')
			.columns(['person', 'hospital', 'created_at'])
			.execute();
		await db.schema
			.createTable('upload_file')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('batch', plain, (c) => c.notNull().references('upload_batch.id'))
			.addColumn('parent', plain)
			.addColumn('position', 'integer', (c) => c.notNull())
			.addColumn('name', 'text')
			.addColumn('fingerprint', plain)
			.addColumn('place', plain, (c) => c.notNull())
			.addColumn('size', 'bigint', (c) => c.notNull())
			.addColumn('state', plain, (c) => c.notNull())
			.addColumn('code', plain)
			.addColumn('sha256', plain)
			.addColumn('study', plain)
			.addColumn('instance', plain)
			.addColumn('facts', 'text')
			.addColumn('picture', 'text')
			.execute();
		await db.schema
			.createIndex('upload_file_by_batch')
			.on('upload_file')
			.columns(['batch', 'position'])
			.execute();
		await db.schema.createIndex('upload_file_by_state').on('upload_file').column('state').execute();
	},
};
