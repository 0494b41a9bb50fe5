import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Signed answers, their letters, and what is to go back into the archive. */
export const answer: Migration = {
	async up(db: Kysely<unknown>) {
		const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
		const plain = postgres ? sql`text collate "C"` : sql`text`;
		const binary = postgres ? sql`bytea` : sql`blob`;
		await db.schema
			.createTable('consult_answer')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('version', 'integer', (c) => c.notNull())
			.addColumn('body', 'text', (c) => c.notNull())
			.addColumn('hash', plain, (c) => c.notNull())
			.addColumn('signature', plain, (c) => c.notNull())
			.addColumn('key_id', plain, (c) => c.notNull())
			.addColumn('signed_by', plain, (c) => c.notNull())
			.addColumn('signed_at', 'bigint', (c) => c.notNull())
			.addColumn('request_key', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('consult_answer_pk', ['consult', 'version'])
			.addUniqueConstraint('consult_answer_once', ['consult', 'request_key'])
			.execute();
		await db.schema
			.createTable('consult_letter')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('version', 'integer', (c) => c.notNull())
			.addColumn('address', 'text', (c) => c.notNull())
			.addColumn('link', plain)
			.addColumn('link_until', 'bigint')
			.addColumn('bytes', binary)
			.addColumn('made_at', 'bigint')
			.addPrimaryKeyConstraint('consult_letter_pk', ['consult', 'version'])
			.execute();
		await db.schema
			.createTable('consult_hand_back')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('version', 'integer', (c) => c.notNull())
			.addColumn('part', plain, (c) => c.notNull())
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('owner', plain)
			.addColumn('state', plain, (c) => c.notNull())
			.addColumn('tries', 'integer', (c) => c.notNull())
			.addColumn('next_at', 'bigint', (c) => c.notNull())
			.addColumn('code', plain)
			.addColumn('stored_at', 'bigint')
			.addColumn('bytes', binary)
			.addPrimaryKeyConstraint('consult_hand_back_pk', ['consult', 'version', 'part'])
			.execute();
		await db.schema
			.createIndex('consult_hand_back_due')
			.on('consult_hand_back')
			.columns(['state', 'next_at'])
			.execute();
	},
};
