import type { Kysely, RawBuilder } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What the two databases call by different names. */
interface Types {
	/** text compared byte by byte: the same order in both, and an index that serves ranges and beginnings */
	readonly plain: RawBuilder<unknown>;
	readonly bytes: RawBuilder<unknown>;
}

function typesOf(db: Kysely<unknown>): Types {
	const postgres = db.getExecutor().adapter instanceof PostgresAdapter;
	return postgres
		? { plain: sql`text collate "C"`, bytes: sql`bytea` }
		: { plain: sql`text`, bytes: sql`blob` };
}

export const catalogue: Migration = {
	async up(db: Kysely<unknown>) {
		const types = typesOf(db);
		await createStudies(db, types);
		await createInstances(db, types);
		await createFiles(db, types);
	},
};

async function createStudies(db: Kysely<unknown>, { plain }: Types): Promise<void> {
	await db.schema
		.createTable('study')
		.addColumn('uid', plain, (c) => c.primaryKey())
		.addColumn('date', plain, (c) => c.notNull())
		.addColumn('time', plain)
		.addColumn('accession', plain)
		.addColumn('modalities', plain, (c) => c.notNull())
		.addColumn('referring', 'text')
		.addColumn('referring_key', plain)
		.addColumn('patient_name', 'text')
		.addColumn('patient_key', plain)
		.addColumn('patient_id', plain)
		.addColumn('issuer', plain)
		.addColumn('birth_date', plain)
		.addColumn('sex', plain)
		.addColumn('study_id', plain)
		.addColumn('description', plain)
		.addColumn('institution', plain)
		.addColumn('timezone', plain)
		.addColumn('facts', 'text', (c) => c.notNull())
		.addColumn('series_count', 'integer', (c) => c.notNull())
		.addColumn('instance_count', 'integer', (c) => c.notNull())
		.addColumn('revision', 'integer', (c) => c.notNull())
		.addColumn('changed_at', 'bigint', (c) => c.notNull())
		.execute();
	// Newest first, and a page in the middle, from the index alone.
	await db.schema.createIndex('study_by_date').on('study').columns(['date desc', 'uid desc']).execute();
	for (const column of ['patient_id', 'accession', 'patient_key', 'referring_key', 'birth_date', 'study_id'])
		await db.schema.createIndex(`study_by_${column}`).on('study').columns([column, 'date', 'uid']).execute();
	await db.schema
		.createTable('series')
		.addColumn('study', plain, (c) => c.notNull().references('study.uid'))
		.addColumn('uid', plain, (c) => c.notNull())
		.addColumn('modality', plain)
		.addColumn('number', 'integer')
		.addColumn('description', plain)
		.addColumn('body_part', plain)
		.addColumn('start_date', plain)
		.addColumn('start_time', plain)
		.addColumn('instance_count', 'integer', (c) => c.notNull())
		.addPrimaryKeyConstraint('series_pk', ['study', 'uid'])
		.execute();
	await db.schema.createIndex('series_by_uid').on('series').column('uid').execute();
	await db.schema.createIndex('series_by_modality').on('series').columns(['study', 'modality']).execute();
	await db.schema
		.createTable('name_part')
		.addColumn('part', plain, (c) => c.notNull())
		.addColumn('whole', 'integer', (c) => c.notNull())
		.addColumn('name', plain, (c) => c.notNull())
		.addPrimaryKeyConstraint('name_part_pk', ['part', 'name'])
		.execute();
}

async function createInstances(db: Kysely<unknown>, { plain, bytes }: Types): Promise<void> {
	await db.schema
		.createTable('instance')
		.addColumn('study', plain, (c) => c.notNull().references('study.uid'))
		.addColumn('uid', plain, (c) => c.notNull())
		.addColumn('series', plain, (c) => c.notNull())
		.addColumn('sop_class', plain, (c) => c.notNull())
		.addColumn('number', 'integer')
		.addColumn('content_date', plain)
		.addColumn('content_time', plain)
		.addColumn('rows', 'integer')
		.addColumn('columns', 'integer')
		.addColumn('bits_allocated', 'integer')
		.addColumn('frames', 'integer')
		.addColumn('transfer_syntax', plain, (c) => c.notNull())
		.addColumn('size', 'bigint', (c) => c.notNull())
		.addColumn('sha256', plain, (c) => c.notNull())
		.addColumn('kind', plain, (c) => c.notNull())
		.addColumn('patient_id', plain)
		.addColumn('birth_date', plain)
		.addColumn('derive', plain, (c) => c.notNull())
		.addColumn('derive_tries', 'integer', (c) => c.notNull())
		.addPrimaryKeyConstraint('instance_pk', ['study', 'uid'])
		.execute();
	await db.schema.createIndex('instance_by_uid').on('instance').column('uid').execute();
	await db.schema
		.createIndex('instance_by_series')
		.on('instance')
		.columns(['study', 'series', 'number', 'uid'])
		.execute();
	await db.schema
		.createIndex('instance_to_derive')
		.on('instance')
		.columns(['study', 'series', 'number'])
		.where(sql.ref('derive'), '=', 'pending')
		.execute();
	await db.schema
		.createTable('instance_header')
		.addColumn('study', plain, (c) => c.notNull())
		.addColumn('instance', plain, (c) => c.notNull())
		.addColumn('header', bytes, (c) => c.notNull())
		.addColumn('card', bytes, (c) => c.notNull())
		.addColumn('card_version', 'integer', (c) => c.notNull())
		.addPrimaryKeyConstraint('instance_header_pk', ['study', 'instance'])
		.execute();
	await db.schema
		.createTable('instance_derivation')
		.addColumn('study', plain, (c) => c.notNull())
		.addColumn('instance', plain, (c) => c.notNull())
		.addColumn('version', 'integer', (c) => c.notNull())
		.addColumn('body', bytes, (c) => c.notNull())
		.addPrimaryKeyConstraint('instance_derivation_pk', ['study', 'instance'])
		.execute();
	await db.schema
		.createIndex('instance_derivation_by_version')
		.on('instance_derivation')
		.columns(['version', 'study', 'instance'])
		.execute();
}

async function createFiles(db: Kysely<unknown>, { plain }: Types): Promise<void> {
	await db.schema
		.createTable('archived_file')
		.addColumn('instance', plain, (c) => c.primaryKey())
		.addColumn('study', plain, (c) => c.notNull())
		.addColumn('series', plain, (c) => c.notNull())
		.addColumn('sha256', plain, (c) => c.notNull())
		.addColumn('size', 'bigint', (c) => c.notNull())
		.addColumn('stored_at', 'bigint', (c) => c.notNull())
		.execute();
	await db.schema
		.createIndex('archived_file_by_study')
		.on('archived_file')
		.columns(['study', 'stored_at'])
		.execute();
}
