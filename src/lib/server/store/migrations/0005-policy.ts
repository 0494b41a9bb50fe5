import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Membership in consults and referrals, emergency access with its review, and who may not review whom (access.md 3.4, 3.5). */
export const policy: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('consult_membership')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('through', plain, (c) => c.notNull())
			.addColumn('ref', plain, (c) => c.notNull())
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('hospital', plain)
			.addColumn('person', plain)
			.addColumn('rights', 'text', (c) => c.notNull())
			.addColumn('granted_at', 'bigint', (c) => c.notNull())
			.addColumn('until', 'bigint')
			.addColumn('cancelled_at', 'bigint')
			.addCheckConstraint('consult_membership_names_one', sql`(hospital is null) <> (person is null)`)
			.execute();
		for (const column of ['study', 'hospital', 'person', 'ref'])
			await db.schema
				.createIndex(`consult_membership_by_${column}`)
				.on('consult_membership')
				.column(column)
				.execute();
		await db.schema
			.createTable('break_glass')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('owner', plain, (c) => c.notNull())
			.addColumn('reason', 'text', (c) => c.notNull())
			.addColumn('note', 'text', (c) => c.notNull())
			.addColumn('started_at', 'bigint', (c) => c.notNull())
			.addColumn('until', 'bigint', (c) => c.notNull())
			.addColumn('review_due', 'bigint', (c) => c.notNull())
			.addColumn('reviewed_at', 'bigint')
			.addColumn('reviewer', plain)
			.addColumn('outcome', 'text')
			.addColumn('remark', 'text')
			.execute();
		await db.schema
			.createIndex('break_glass_by_person')
			.on('break_glass')
			.columns(['person', 'until'])
			.execute();
		await db.schema
			.createIndex('break_glass_by_owner')
			.on('break_glass')
			.columns(['owner', 'review_due'])
			.execute();
		await db.schema
			.createTable('subordinate')
			.addColumn('chief', plain, (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('subordinate_pk', ['chief', 'person'])
			.execute();
	},
};
