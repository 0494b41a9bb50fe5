/**
 * The rows of what is on its way in. Every change of a file's state names the state it leaves, so that two workers, or a worker
 * and a person's "leave it out", can't both have it.
 */
import { randomBytes } from 'node:crypto';
import type { Insertable, Selectable, Updateable } from 'kysely';
import { sql } from 'kysely';
import type { FileState } from '#lib/archive/upload-contract.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import type { UploadTables } from '#lib/server/store/upload-tables.ts';

export type BatchRow = Selectable<UploadTables['upload_batch']>;
export type FileRow = Selectable<UploadTables['upload_file']>;
export type NewFile = Insertable<UploadTables['upload_file']>;

/** Who sends, and for which hospital. */
export interface Sender {
	readonly person: string;
	/** hcode */
	readonly hospital: string;
}

/** Files wait a day for their person. */
export const batchLifeMs = 24 * 3_600_000;

/** An internal id that may stand in an address. */
export function uploadId(): string {
	return randomBytes(16).toString('base64url');
}

export class BatchStore {
	readonly #db: Database;

	constructor(db: Database) {
		this.#db = db;
	}

	/** The person's newest batch that has not ended: a second tab and a reload find it again. */
	async current(sender: Sender, now: number): Promise<BatchRow | null> {
		const row = await this.#db
			.selectFrom('upload_batch')
			.selectAll()
			.where('person', '=', sender.person)
			.where('hospital', '=', sender.hospital)
			.where('expires_at', '>', now)
			.orderBy('created_at', 'desc')
			.executeTakeFirst();
		return row ?? null;
	}

	async create(sender: Sender, now: number): Promise<BatchRow> {
		const row: BatchRow = {
			id: uploadId(),
			...sender,
			created_at: now,
			expires_at: now + batchLifeMs,
			skipped: 0,
		};
		await this.#db.insertInto('upload_batch').values(row).execute();
		return row;
	}

	/** null: no such batch of this person. */
	async batch(id: string, sender: Sender, now: number): Promise<BatchRow | null> {
		const row = await this.batchById(id);
		const theirs = row?.person === sender.person && row.hospital === sender.hospital;
		return theirs && row.expires_at > now ? row : null;
	}

	async batchById(id: string): Promise<BatchRow | null> {
		const row = await this.#db.selectFrom('upload_batch').selectAll().where('id', '=', id).executeTakeFirst();
		return row ?? null;
	}

	async expired(now: number): Promise<BatchRow[]> {
		return this.#db.selectFrom('upload_batch').selectAll().where('expires_at', '<=', now).execute();
	}

	async file(id: string): Promise<FileRow | null> {
		const row = await this.#db.selectFrom('upload_file').selectAll().where('id', '=', id).executeTakeFirst();
		return row ?? null;
	}

	/** A file together with whether this person sent it. */
	async fileOf(id: string, sender: Sender, now: number): Promise<FileRow | null> {
		const row = await this.file(id);
		return row !== null && (await this.batch(row.batch, sender, now)) !== null ? row : null;
	}

	files(batch: string): Promise<FileRow[]> {
		return this.#db
			.selectFrom('upload_file')
			.selectAll()
			.where('batch', '=', batch)
			.orderBy('position')
			.orderBy('id')
			.execute();
	}

	inState(state: FileState): Promise<FileRow[]> {
		return this.#db.selectFrom('upload_file').selectAll().where('state', '=', state).execute();
	}

	async knownIds(): Promise<Set<string>> {
		const rows = await this.#db.selectFrom('upload_file').select('id').execute();
		return new Set(rows.map((row) => row.id));
	}

	/** Bytes that the person has with us, and the files and bytes of one batch. */
	async load(sender: Sender, batch: string): Promise<{ person: number; bytes: number; files: number }> {
		const held = this.#db
			.selectFrom('upload_file')
			.innerJoin('upload_batch', 'upload_batch.id', 'upload_file.batch')
			.where('upload_file.state', 'in', ['coming', 'reading', 'waiting', 'picture', 'opened', 'filing']);
		const all = await held
			.select(sql<number | string | null>`sum(upload_file.size)`.as('bytes'))
			.where('upload_batch.person', '=', sender.person)
			.executeTakeFirstOrThrow();
		const mine = await this.#db
			.selectFrom('upload_file')
			.select([sql<number | string | null>`sum(size)`.as('bytes'), sql<number>`count(*)`.as('files')])
			.where('batch', '=', batch)
			.where('parent', 'is', null)
			.executeTakeFirstOrThrow();
		// PostgreSQL adds bigints up to a numeric, which comes as text.
		return { person: Number(all.bytes ?? 0), bytes: Number(mine.bytes ?? 0), files: mine.files };
	}

	/** Adds files and moves the batch's end on. */
	async add(batch: string, files: readonly NewFile[], more: { skipped: number; now: number }): Promise<void> {
		if (files.length > 0)
			await this.#db
				.insertInto('upload_file')
				.values([...files])
				.execute();
		await this.#db
			.updateTable('upload_batch')
			.set({ skipped: sql<number>`skipped + ${more.skipped}`, expires_at: more.now + batchLifeMs })
			.where('id', '=', batch)
			.execute();
	}

	async removeChildren(parent: string): Promise<FileRow[]> {
		return this.#db.deleteFrom('upload_file').where('parent', '=', parent).returningAll().execute();
	}

	/** False when the file was no longer in that state. */
	async move(id: string, from: FileState, set: Updateable<UploadTables['upload_file']>): Promise<boolean> {
		const result = await this.#db
			.updateTable('upload_file')
			.set(set)
			.where('id', '=', id)
			.where('state', '=', from)
			.executeTakeFirst();
		return result.numUpdatedRows > 0n;
	}
}

/** The batch and all that is known of its files, gone. */
export async function deleteBatch(trx: Transaction, batch: string): Promise<void> {
	await trx.deleteFrom('upload_file').where('batch', '=', batch).execute();
	await trx.deleteFrom('upload_batch').where('id', '=', batch).execute();
}
