import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Hospitals, and whose each study is: the owner decides who may see it without being asked (access.md 3.4 rule 2). */
export const hospital: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('hospital')
			.addColumn('hcode', plain, (c) => c.primaryKey())
			.addColumn('hcode9', plain, (c) => c.unique())
			.addColumn('name_th', 'text', (c) => c.notNull())
			.addColumn('name_en', 'text', (c) => c.notNull())
			.execute();
		await db.schema
			.createTable('hospital_institution')
			.addColumn('institution', plain, (c) => c.primaryKey())
			.addColumn('hospital', plain, (c) => c.notNull().references('hospital.hcode'))
			.execute();
		await db.schema.alterTable('study').addColumn('owner', plain).execute();
		// A hospital's own list, newest first, from the index alone.
		await db.schema
			.createIndex('study_by_owner')
			.on('study')
			.columns(['owner', 'date desc', 'uid desc'])
			.execute();
		await db.schema.alterTable('service_token').addColumn('hospital', plain).execute();
	},
};
