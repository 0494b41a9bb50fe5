import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** People, their hospitals and sessions, and settings (access.md 3.3, 3.10). */
export const people: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('person')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('subject_hmac', plain, (c) => c.notNull().unique())
			.addColumn('name_th', 'text', (c) => c.notNull())
			.addColumn('name_en', 'text')
			.addColumn('citizen_hmac', plain)
			.addColumn('first_seen_at', 'bigint', (c) => c.notNull())
			.addColumn('last_seen_at', 'bigint', (c) => c.notNull())
			.execute();
		await db.schema.createIndex('person_by_citizen').on('person').column('citizen_hmac').execute();
		await db.schema
			.createTable('person_hospital')
			.addColumn('person', plain, (c) => c.notNull().references('person.id'))
			.addColumn('hcode', plain, (c) => c.notNull().references('hospital.hcode'))
			.addColumn('roles', 'text', (c) => c.notNull())
			.addColumn('position', 'text')
			.addColumn('licence', 'text')
			.addColumn('seen_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('person_hospital_pk', ['person', 'hcode'])
			.execute();
		await db.schema.createIndex('person_hospital_by_hcode').on('person_hospital').column('hcode').execute();
		await db.schema
			.createTable('staff_session')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('token_hash', plain, (c) => c.notNull().unique())
			.addColumn('previous_hash', plain, (c) => c.unique())
			.addColumn('previous_until', 'bigint')
			.addColumn('person', plain, (c) => c.notNull().references('person.id'))
			.addColumn('hcode', plain, (c) => c.notNull().references('hospital.hcode'))
			.addColumn('hcode9', plain)
			.addColumn('roles', 'text', (c) => c.notNull())
			.addColumn('licence', 'text')
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('last_active_at', 'bigint', (c) => c.notNull())
			.addColumn('idle_ms', 'bigint', (c) => c.notNull())
			.addColumn('locked_at', 'bigint')
			.addColumn('proved_at', 'bigint', (c) => c.notNull())
			.addColumn('expires_at', 'bigint', (c) => c.notNull())
			.addColumn('ended_at', 'bigint')
			.addColumn('device', plain, (c) => c.notNull())
			.addColumn('device_label', 'text', (c) => c.notNull())
			.addColumn('shared_device', 'integer', (c) => c.notNull())
			.execute();
		for (const column of ['person', 'device'])
			await db.schema
				.createIndex(`staff_session_by_${column}`)
				.on('staff_session')
				.columns([column, 'created_at'])
				.execute();
		await db.schema
			.createTable('setting')
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('key', plain, (c) => c.notNull())
			.addColumn('value', 'text', (c) => c.notNull())
			.addColumn('changed_at', 'bigint', (c) => c.notNull())
			.addColumn('changed_by', 'text', (c) => c.notNull())
			.addPrimaryKeyConstraint('setting_pk', ['hospital', 'key'])
			.execute();
	},
};
