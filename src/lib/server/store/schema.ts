import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import type { AccessTables } from './access-tables.ts';
import type { AnswerTables } from './answer-tables.ts';
import type { CatalogueTables } from './catalogue-tables.ts';
import type { ConsultTables } from './consult-tables.ts';
import type { PeopleTables } from './people-tables.ts';
import type { PolicyTables } from './policy-tables.ts';
import type { OversightTables } from './oversight-tables.ts';
import type { RequestTables } from './request-tables.ts';
import type { SharingTables } from './sharing-tables.ts';
import type { WorklistTables } from './worklist-tables.ts';
import type { UploadTables } from './upload-tables.ts';

/**
 * Every table of both databases. Written so that one definition serves both: times are integer milliseconds, JSON is text,
 * truth is 0 or 1, ids are text that we make ourselves.
 */
export interface Schema
	extends
		AccessTables,
		AnswerTables,
		CatalogueTables,
		PeopleTables,
		PolicyTables,
		OversightTables,
		SharingTables,
		WorklistTables,
		UploadTables,
		ConsultTables,
		RequestTables {}

export type Database = Kysely<Schema>;

/** Inside a transaction: a function that takes this type can't be called outside one. */
export type Transaction = KyselyTransaction<Schema>;
