import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Links by people: whose they are, for whom, what became of them; and guest sessions that a copied cookie can't carry away. */
export const sharing: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		const add = async (table: string, column: string): Promise<void> =>
			db.schema.alterTable(table).addColumn(column, plain).execute();
		await add('share_link', 'maker_hospital');
		await add('share_link', 'owner_hospital');
		await add('share_link', 'for_person');
		await add('share_link', 'for_hospital');
		await db.schema
			.alterTable('share_link')
			.addColumn('one_time', 'integer', (c) => c.notNull().defaultTo(0))
			.execute();
		for (const column of ['created_by', 'maker_hospital', 'owner_hospital'])
			await db.schema
				.createIndex(`share_link_by_${column}`)
				.on('share_link')
				.columns([column, 'created_at desc'])
				.execute();
		await add('guest_session', 'device_key');
		await db.schema
			.createTable('guest_token')
			.addColumn('token_hash', plain, (c) => c.primaryKey())
			.addColumn('session', 'text', (c) => c.notNull().references('guest_session.id'))
			.addColumn('agent_hash', 'text')
			.addColumn('good_until', 'bigint', (c) => c.notNull())
			.addColumn('entry', 'integer', (c) => c.notNull())
			.execute();
		await db.schema.createIndex('guest_token_by_session').on('guest_token').column('session').execute();
		// Sessions from before devices were bound go on as they were.
		await sql`insert into guest_token (token_hash, session, agent_hash, good_until, entry)
			select token_hash, id, null, expires_at, 0 from guest_session`.execute(db);
		await db.schema
			.createTable('guest_challenge')
			.addColumn('challenge', plain, (c) => c.primaryKey())
			.addColumn('session', 'text', (c) => c.notNull().references('guest_session.id'))
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.execute();
		await db.schema
			.createTable('link_opening')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('link', 'text', (c) => c.notNull().references('share_link.id'))
			.addColumn('at', 'bigint', (c) => c.notNull())
			.addColumn('kind', 'text', (c) => c.notNull())
			.addColumn('session', 'text')
			.addColumn('person', plain)
			.addColumn('device', 'text', (c) => c.notNull())
			.addColumn('place', 'text')
			.addColumn('bound', 'integer', (c) => c.notNull())
			.execute();
		await db.schema.createIndex('link_opening_by_link').on('link_opening').columns(['link', 'at']).execute();
		await db.schema
			.createTable('link_taker')
			.addColumn('link', 'text', (c) => c.notNull().references('share_link.id'))
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('taken_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('link_taker_pk', ['link', 'person'])
			.execute();
		await db.schema.createIndex('link_taker_by_person').on('link_taker').column('person').execute();
		await db.schema
			.createTable('link_intent')
			.addColumn('token_hash', plain, (c) => c.primaryKey())
			.addColumn('secret_hash', 'text', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.execute();
	},
};
