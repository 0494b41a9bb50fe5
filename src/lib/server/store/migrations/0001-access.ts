import type { Migration } from 'kysely/migration';

export const access: Migration = {
	async up(db) {
		await db.schema
			.createTable('share_link')
			.addColumn('id', 'text', (c) => c.primaryKey())
			.addColumn('secret_hash', 'text', (c) => c.notNull().unique())
			.addColumn('pin_salt', 'text', (c) => c.notNull())
			.addColumn('pin_hash', 'text', (c) => c.notNull())
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('created_by', 'text', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.addColumn('revoked_at', 'bigint')
			.addColumn('studies', 'text', (c) => c.notNull())
			.addColumn('rights', 'text', (c) => c.notNull())
			.addColumn('target', 'text')
			.addColumn('max_uses', 'integer')
			.addColumn('uses', 'integer', (c) => c.notNull().defaultTo(0))
			.addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
			.addColumn('wrong_pins', 'integer', (c) => c.notNull().defaultTo(0))
			.execute();
		await db.schema
			.createTable('guest_session')
			.addColumn('id', 'text', (c) => c.primaryKey())
			.addColumn('token_hash', 'text', (c) => c.notNull().unique())
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.addColumn('ended_at', 'bigint')
			.execute();
		await db.schema
			.createTable('guest_session_link')
			.addColumn('session', 'text', (c) => c.notNull().references('guest_session.id'))
			.addColumn('link', 'text', (c) => c.notNull().references('share_link.id'))
			.addColumn('redeemed_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('guest_session_link_pk', ['session', 'link'])
			.execute();
		await db.schema
			.createTable('service_token')
			.addColumn('id', 'text', (c) => c.primaryKey())
			.addColumn('name', 'text', (c) => c.notNull())
			.addColumn('token_hash', 'text', (c) => c.notNull().unique())
			.addColumn('scopes', 'text', (c) => c.notNull())
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.addColumn('revoked_at', 'bigint')
			.execute();
		await db.schema
			.createTable('study_opening')
			.addColumn('principal', 'text', (c) => c.notNull())
			.addColumn('action', 'text', (c) => c.notNull())
			.addColumn('study', 'text', (c) => c.notNull())
			.addColumn('opened_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('study_opening_pk', ['principal', 'action', 'study'])
			.execute();
		await db.schema
			.createTable('audit_row')
			.addColumn('seq', 'bigint', (c) => c.primaryKey())
			.addColumn('prev_hash', 'text', (c) => c.notNull())
			.addColumn('body', 'text', (c) => c.notNull())
			.addColumn('hash', 'text', (c) => c.notNull())
			.execute();
		await db.schema
			.createTable('audit_head')
			.addColumn('id', 'integer', (c) => c.primaryKey())
			.addColumn('seq', 'bigint', (c) => c.notNull())
			.addColumn('hash', 'text', (c) => c.notNull())
			.execute();
		await db
			.insertInto('audit_head')
			.values({ id: 1, seq: 0, hash: '0'.repeat(64) })
			.execute();
	},
};
