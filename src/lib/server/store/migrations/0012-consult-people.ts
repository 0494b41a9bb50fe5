import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Who ever took part in a consult's session: their place, and so their colour, stays. */
export const consultPeople: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('consult_person')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('place', 'integer', (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hcode', plain, (c) => c.notNull())
			.addColumn('role', plain, (c) => c.notNull())
			.addColumn('first_at', 'bigint', (c) => c.notNull())
			.addColumn('last_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('consult_person_pk', ['consult', 'place'])
			.addUniqueConstraint('consult_person_once', ['consult', 'person'])
			.execute();
	},
};
