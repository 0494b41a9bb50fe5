/**
 * Confirmed files on their way into the archive, behind the answers, study by study. Each is read again and must still be the
 * bytes that were shown (SHA-256). What can be tried again goes back to waiting; a process that ends in the middle goes on at
 * its next start: a file that had arrived is then `already-there`, which is a success.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { errorFields, log } from '#lib/base/log.ts';
import type { Clock } from '#lib/base/clock.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import { storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import { errorCode } from '#lib/server/archive/durable-file.ts';
import { inTurns } from '#lib/server/archive/studies/in-turns.ts';
import type { IngestOptions, IngestOutcome } from '#lib/server/archive/ingest.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { BatchRow, BatchStore, FileRow } from './batch-store.ts';
import type { UploadFiles } from './upload-files.ts';

export interface FilingParts {
	readonly db: Database;
	readonly store: BatchStore;
	readonly files: UploadFiles;
	readonly now: Clock;
	readonly ingest: (bytes: Uint8Array, options: IngestOptions, signal: AbortSignal) => Promise<IngestOutcome>;
}

const atOnce = 4;

export class Filing {
	readonly #parts: FilingParts;
	readonly #ending = new AbortController();
	#last: Promise<unknown> = Promise.resolve();

	constructor(parts: FilingParts) {
		this.#parts = parts;
	}

	/** Files in state `filing`; one lot after the other. */
	take(batch: BatchRow, rows: readonly FileRow[]): void {
		this.#last = this.#last
			.then(() => this.#work(batch, rows))
			.catch((error: unknown) =>
				log('error', 'upload-filing-failed', { batch: batch.id, ...errorFields(error) }),
			);
	}

	/** What an earlier process left. */
	async recover(): Promise<void> {
		const left = Map.groupBy(await this.#parts.store.inState('filing'), (row) => row.batch);
		for (const [id, rows] of left) {
			const batch = await this.#parts.store.batchById(id);
			if (batch !== null) this.take(batch, rows);
		}
	}

	async idle(): Promise<void> {
		await this.#last;
	}

	async close(): Promise<void> {
		this.#ending.abort();
		await this.#last;
	}

	async #work(batch: BatchRow, rows: readonly FileRow[]): Promise<void> {
		for (const [study, its] of Map.groupBy(rows, (row) => row.study)) {
			if (study === null || this.#ending.signal.aborted) continue;
			const options = { atOnce, signal: this.#ending.signal };
			const ends = await inTurns(its, options, (row) => this.#file(batch, row));
			await this.#record(batch, storedStudy(study), ends);
		}
	}

	async #file(batch: BatchRow, row: FileRow): Promise<End> {
		const { store, files } = this.#parts;
		const end = await this.#ingest(batch, row).catch((error: unknown): End => {
			log('error', 'upload-ingest-failed', { file: row.id, ...errorFields(error) });
			return { kind: 'again', code: 'internal' };
		});
		if (end.kind === 'again') {
			await store.move(row.id, 'filing', { state: 'waiting', code: end.code });
			return end;
		}
		const forgotten = { facts: null, picture: null };
		if (end.kind === 'refused') {
			await store.move(row.id, 'filing', { ...forgotten, state: 'refused', code: end.code });
		} else {
			// What it was called at home is nobody's business any more.
			await store.move(row.id, 'filing', {
				...forgotten,
				state: end.kind,
				code: null,
				name: null,
				fingerprint: null,
			});
		}
		await files.forget(row.id);
		return end;
	}

	async #ingest(batch: BatchRow, row: FileRow): Promise<End> {
		const { files, ingest } = this.#parts;
		const path = row.picture === null ? files.path(row.id) : files.builtPath(row.id);
		let bytes: Buffer;
		try {
			bytes = await readFile(path);
		} catch (error) {
			if (errorCode(error) === 'ENOENT') return { kind: 'refused', code: 'damaged' };
			throw error;
		}
		if (createHash('sha256').update(bytes).digest('hex') !== row.sha256)
			return { kind: 'refused', code: 'damaged' };
		const outcome = await ingest(
			bytes,
			{ expectedStudy: null, actor: `staff:${batch.person}`, owner: batch.hospital },
			this.#ending.signal,
		);
		if (outcome.kind !== 'refused') return { kind: outcome.kind };
		const again = outcome.code === 'unavailable' || outcome.code === 'aborted';
		return { kind: again ? 'again' : 'refused', code: outcome.code };
	}

	async #record(batch: BatchRow, study: StudyUid, ends: readonly End[]): Promise<void> {
		const count = (kind: End['kind']): number => ends.filter((end) => end.kind === kind).length;
		const done = { stored: count('stored'), already: count('already-there'), refused: count('refused') };
		if (done.stored + done.already + done.refused === 0) return;
		const now = this.#parts.now();
		await transaction(this.#parts.db, (trx) =>
			append(
				trx,
				{
					kind: 'upload-filed',
					...{ who: `staff:${batch.person}`, from: null, requestId: null },
					...{ batch: batch.id, study, ...done },
				},
				now,
			),
		);
	}
}

type End =
	| { readonly kind: 'stored' | 'already-there' }
	| { readonly kind: 'refused' | 'again'; readonly code: string };
