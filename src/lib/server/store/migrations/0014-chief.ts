import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Whom a person reports to, as the administrator of each of their hospitals says (access.md 3.5). Takes the place of a table that
 * nothing ever wrote: a hospital's own lines are its own to change, and a person has one chief at each.
 */
export const chief: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema.dropTable('subordinate').execute();
		await db.schema
			.createTable('subordinate')
			.addColumn('hcode', plain, (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('chief', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('subordinate_pk', ['person', 'hcode'])
			.execute();
	},
};
