import type { Kysely } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import { idKey, nameSortKey, takenKey } from '#lib/dicom/text/list-keys.ts';

/**
 * The list of studies. Each order and each way to look someone up is one index that begins with the owner and holds everything a
 * filter asks about: a page is a walk over a piece of it, whatever the number of studies, and no row is read that isn't shown.
 */
export const worklist: Migration = {
	async up(db: Kysely<unknown>) {
		const plain = db.getExecutor().adapter instanceof PostgresAdapter ? sql`text collate "C"` : sql`text`;
		const study = db.schema.alterTable('study');
		await study.addColumn('taken', plain, (c) => c.notNull().defaultTo('')).execute();
		await study.addColumn('name_sort', plain, (c) => c.notNull().defaultTo('')).execute();
		await study.addColumn('patient_id_key', plain).execute();
		await study.addColumn('accession_key', plain).execute();
		await study.addColumn('arrived_at', 'bigint', (c) => c.notNull().defaultTo(0)).execute();
		await study.addColumn('opened_at', 'bigint').execute();
		await fill(db);
		const asked = ['modalities', 'opened_at'] as const;
		const indexes: Record<string, readonly string[]> = {
			study_list_by_taken: ['taken desc', 'uid desc', 'arrived_at', ...asked],
			study_list_by_arrival: ['arrived_at desc', 'uid desc', 'taken', ...asked],
			study_list_by_name: ['name_sort', 'uid', 'taken', 'arrived_at', ...asked],
			study_list_by_patient: ['patient_key', 'taken', 'uid', 'arrived_at', 'name_sort', ...asked],
			study_list_by_number: ['patient_id_key', 'taken', 'uid', 'arrived_at', 'name_sort', ...asked],
			study_list_by_accession: ['accession_key', 'taken', 'uid', 'arrived_at', 'name_sort', ...asked],
		};
		for (const [name, columns] of Object.entries(indexes))
			await db.schema
				.createIndex(name)
				.on('study')
				.columns(['owner', ...columns])
				.execute();
		await db.schema
			.createTable('study_viewer')
			.addColumn('study', plain, (c) => c.notNull())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('first_at', 'bigint', (c) => c.notNull())
			.addColumn('last_at', 'bigint', (c) => c.notNull())
			.addPrimaryKeyConstraint('study_viewer_pk', ['study', 'person'])
			.execute();
		await db.schema
			.createIndex('study_viewer_last')
			.on('study_viewer')
			.columns(['study', 'last_at', 'person'])
			.execute();
		await db.schema
			.createIndex('study_viewer_by_person')
			.on('study_viewer')
			.columns(['person', 'study'])
			.execute();
		await db.schema
			.createTable('worklist_visit')
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('hospital', plain, (c) => c.notNull())
			.addColumn('seen_at', 'bigint', (c) => c.notNull())
			.addColumn('previous_at', 'bigint', (c) => c.notNull())
			.addColumn('filter', 'text')
			.addColumn('sought', 'text')
			.addPrimaryKeyConstraint('worklist_visit_pk', ['person', 'hospital'])
			.execute();
		await db.schema
			.createTable('saved_filter')
			.addColumn('id', plain, (c) => c.primaryKey())
			.addColumn('person', plain, (c) => c.notNull())
			.addColumn('name', 'text', (c) => c.notNull())
			.addColumn('filter', 'text', (c) => c.notNull())
			.addColumn('created_at', 'bigint', (c) => c.notNull())
			.execute();
		await db.schema
			.createIndex('saved_filter_by_person')
			.on('saved_filter')
			.columns(['person', 'created_at'])
			.execute();
	},
};

interface Known {
	readonly uid: string;
	readonly patient_id: string | null;
	readonly accession: string | null;
	readonly changed_at: number;
	readonly facts: string;
}

/** Studies that were there before: the keys are made from what is known of each. */
async function fill(db: Kysely<unknown>): Promise<void> {
	let after = '';
	for (;;) {
		const { rows } = await sql<Known>`
			select uid, patient_id, accession, changed_at, facts from study where uid > ${after} order by uid limit 500
		`.execute(db);
		for (const row of rows) {
			// Written by describeStudy; only these four are asked for.
			const facts = JSON.parse(row.facts) as {
				date: string | null;
				time: string | null;
				patient: { name: { text: string } };
			};
			await sql`update study set
				taken = ${takenKey(facts.date, facts.time)},
				name_sort = ${nameSortKey(facts.patient.name.text)},
				patient_id_key = ${idKey(row.patient_id)},
				accession_key = ${idKey(row.accession)},
				arrived_at = ${row.changed_at}
				where uid = ${row.uid}`.execute(db);
			after = row.uid;
		}
		if (rows.length < 500) return;
	}
}
