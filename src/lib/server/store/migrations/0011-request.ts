import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Questions to specialists, their history, who has read them, and who is of which specialty. */
export const request: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		await db.schema
			.createTable('consult')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('state', plain, (c) => c.notNull())
			.addColumn('revision', 'integer', (c) => c.notNull())
			.addColumn('news', 'integer', (c) => c.notNull())
			.addColumn('urgency', plain, (c) => c.notNull())
			.addColumn('question', 'text', (c) => c.notNull())
			.addColumn('background', 'text', (c) => c.notNull())
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('place', 'text')
			.addColumn('patient_key', plain)
			.addColumn('patient_id_key', plain)
			.addColumn('accession_key', plain)
			.addColumn('to_specialty', plain)
			.addColumn('to_hospital', plain)
			.addColumn('to_person', plain)
			.addColumn('asked_by', plain, (c) => c.notNull())
			.addColumn('asking_hospital', plain, (c) => c.notNull())
			.addColumn('consultant', plain)
			.addColumn('consultant_hospital', plain)
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.addColumn('asked_at', 'bigint')
			.addColumn('due_at', 'bigint')
			.addColumn('opened_at', 'bigint')
			.addColumn('first_picture_at', 'bigint')
			.addColumn('accepted_at', 'bigint')
			.addColumn('answered_at', 'bigint')
			.addColumn('closed_at', 'bigint')
			.addColumn('changed_at', 'bigint', (c) => c.notNull())
			.addCheckConstraint(
				'consult_to_one',
				sql`state = 'draft' or (case when to_specialty is null then 0 else 1 end
					+ case when to_hospital is null then 0 else 1 end
					+ case when to_person is null then 0 else 1 end) = 1`,
			)
			.execute();
		for (const column of [
			'study',
			'asking_hospital',
			'asked_by',
			'to_specialty',
			'to_hospital',
			'to_person',
			'consultant',
			'consultant_hospital',
		])
			await db.schema
				.createIndex(`consult_by_${column}`)
				.on('consult')
				.columns([column, 'state', 'changed_at'])
				.execute();
		await db.schema
			.createTable('consult_study')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('place', 'integer', (c) => c.notNull())
			.addPrimaryKeyConstraint('consult_study_pk', ['consult', 'study'])
			.execute();
		await db.schema.createIndex('consult_study_by_study').on('consult_study').column('study').execute();
		await db.schema
			.createTable('consult_move')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('revision', 'integer', (c) => c.notNull())
			.addColumn('at', 'bigint', (c) => c.notNull())
			.addColumn('move', plain, (c) => c.notNull())
			.addColumn('from_state', plain, (c) => c.notNull())
			.addColumn('to_state', plain, (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('reason', plain)
			.addColumn('words', 'text')
			.addColumn('to_specialty', plain)
			.addColumn('to_hospital', plain)
			.addColumn('to_person', plain)
			.addPrimaryKeyConstraint('consult_move_pk', ['consult', 'revision'])
			.execute();
		await db.schema
			.createTable('consult_read')
			.addColumn('consult', plain, (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('news', 'integer', (c) => c.notNull())
			.addColumn('read_at', 'bigint', (c) => c.notNull())
			.addColumn('passed_at', 'bigint')
			.addPrimaryKeyConstraint('consult_read_pk', ['consult', 'person'])
			.execute();
		await db.schema
			.createTable('person_specialty')
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hcode', plain, (c) => c.notNull())
			.addColumn('specialty', plain, (c) => c.notNull())
			.addPrimaryKeyConstraint('person_specialty_pk', ['person', 'hcode', 'specialty'])
			.execute();
		await db.schema
			.createIndex('person_specialty_by_specialty')
			.on('person_specialty')
			.column('specialty')
			.execute();
	},
};
