import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The audit's index. Filled for rows written before it by `fillAuditIndex` (server/audit), which reads what they say. */
export const oversight: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('audit_index')
			.addColumn('seq', 'bigint', (c) => c.primaryKey())
			.addColumn('at', 'bigint', (c) => c.notNull())
			.addColumn('kind', plain, (c) => c.notNull())
			.addColumn('who', plain, (c) => c.notNull())
			.addColumn('action', plain, (c) => c.notNull())
			.execute();
		// One person's trail, newest first, from the index alone.
		await db.schema
			.createIndex('audit_index_by_who')
			.on('audit_index')
			.columns(['who', 'at', 'seq'])
			.execute();
		await db.schema
			.createTable('audit_index_study')
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('seq', 'bigint', (c) => c.notNull())
			.addColumn('at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('audit_index_study_pk', ['study', 'at', 'seq'])
			.execute();
		await db.schema
			.createIndex('audit_index_study_by_seq')
			.on('audit_index_study')
			.columns(['seq', 'study'])
			.execute();
		await db.schema
			.createTable('audit_index_hospital')
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('seq', 'bigint', (c) => c.notNull())
			.addColumn('at', 'bigint', (c) => c.notNull())
			.addColumn('kind', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('audit_index_hospital_pk', ['seq', 'hospital'])
			.execute();
		await db.schema
			.createIndex('audit_index_hospital_by_time')
			.on('audit_index_hospital')
			.columns(['hospital', 'at', 'seq'])
			.execute();
		await db.schema
			.createIndex('audit_index_hospital_by_kind')
			.on('audit_index_hospital')
			.columns(['hospital', 'kind', 'at', 'seq'])
			.execute();
		await db.schema
			.createTable('audit_checkpoint')
			.addColumn('id', 'integer', (c) => c.primaryKey())
			.addColumn('seq', 'bigint', (c) => c.notNull())
			.addColumn('hash', 'text', (c) => c.notNull())
			.execute();
	},
};
