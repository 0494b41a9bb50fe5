/**
 * The archive for one hospital's server room or a trial: Part 10 files in fan-out folders under one root, named by a hash of
 * their SOP Instance UID (no UID or name on the disk's listing), with an index in the database. A file is on the disk, fsynced,
 * before its index row; the row is committed before anyone hears `stored`.
 */
import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#lib/base/clock.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { InstanceUid, StudyUid } from '#lib/dicom/uid.ts';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { errorCode, isTemporaryName, writeOnce } from './durable-file.ts';
import type { Archive, ArchiveReason, InstanceRef, OpenInstance, StoreOutcome } from './port.ts';

export interface EmbeddedArchiveOptions {
	readonly db: Database;
	readonly folder: string;
	readonly now: Clock;
}

const staleAfterMs = 60 * 60 * 1000;

export class EmbeddedArchive implements Archive {
	readonly kind = 'embedded';
	readonly #db: Database;
	readonly #folder: string;
	readonly #now: Clock;
	#indexed: Set<string> | null = null;

	private constructor(options: EmbeddedArchiveOptions) {
		this.#db = options.db;
		this.#folder = options.folder;
		this.#now = options.now;
	}

	static async open(options: EmbeddedArchiveOptions): Promise<EmbeddedArchive> {
		await mkdir(options.folder, { recursive: true, mode: 0o700 });
		return new EmbeddedArchive(options);
	}

	async check(): Promise<Result<null, ArchiveReason>> {
		try {
			await access(this.#folder, constants.W_OK);
			await this.#db.selectFrom('archived_file').select('instance').limit(1).execute();
			return ok(null);
		} catch (error) {
			log('error', 'archive-check-failed', errorFields(error));
			return err('unavailable');
		}
	}

	async listStudies(page: {
		offset: number;
		limit: number;
	}): Promise<Result<readonly StudyUid[], ArchiveReason>> {
		const rows = await this.#db
			.selectFrom('archived_file')
			.select((eb) => ['study', eb.fn.max('stored_at').as('newest')])
			.groupBy('study')
			.orderBy('newest', 'desc')
			.orderBy('study', 'desc')
			.limit(page.limit)
			.offset(page.offset)
			.execute();
		return ok(rows.flatMap((row) => studyUid(row.study) ?? []));
	}

	async listInstances(study: StudyUid): Promise<Result<readonly InstanceRef[], ArchiveReason>> {
		const rows = await this.#db
			.selectFrom('archived_file')
			.select(['study', 'series', 'instance'])
			.where('study', '=', study)
			.orderBy('series')
			.orderBy('instance')
			.execute();
		return ok(rows.flatMap((row) => refOf(row) ?? []));
	}

	async open(ref: InstanceRef): Promise<Result<OpenInstance, ArchiveReason>> {
		const row = await this.#row(ref.instance);
		if (row === undefined || row.study !== ref.study || row.series !== ref.series) return err('not-found');
		const path = this.#path(ref.instance);
		try {
			const { size } = await stat(path);
			// A file that was cut from outside must not be read as the one we stored.
			if (size !== row.size) {
				log('error', 'archive-file-wrong-size', { expected: row.size, found: size });
				return err('unavailable');
			}
			return ok({ path, size, sha256: row.sha256, close: async () => undefined });
		} catch (error) {
			log('error', 'archive-file-missing', errorFields(error));
			return err('unavailable');
		}
	}

	async store(ref: InstanceRef, bytes: Uint8Array): Promise<StoreOutcome> {
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const path = this.#path(ref.instance);
		try {
			const written = await writeOnce(path, bytes);
			// Also after `exists`: the writer before us may have ended between its file and its row.
			const heldHash = written === 'exists' ? await hashOf(path) : sha256;
			if (heldHash !== sha256) return { kind: 'conflict' };
			const added = await this.#db
				.insertInto('archived_file')
				.values({ ...ref, sha256, size: bytes.byteLength, stored_at: this.#now() })
				.onConflict((conflict) => conflict.column('instance').doNothing())
				.executeTakeFirst();
			return { kind: (added.numInsertedOrUpdatedRows ?? 0n) > 0n ? 'stored' : 'already-there' };
		} catch (error) {
			log('error', 'archive-store-failed', errorFields(error));
			return { kind: 'failed', reason: errorCode(error) === 'ENOSPC' ? 'too-large' : 'unavailable' };
		}
	}

	async close(): Promise<void> {
		// Every store is finished when it returns; nothing is held open.
	}

	/** Files on the disk without an index row: what a process that ended between both left behind. */
	async *unindexed(): AsyncGenerator<string, void, undefined> {
		for (const first of await foldersOf(this.#folder)) {
			for (const second of await foldersOf(join(this.#folder, first))) {
				const folder = join(this.#folder, first, second);
				for (const name of await readdir(folder)) {
					const path = join(folder, name);
					if (isTemporaryName(name)) await this.#clear(path);
					else if (!(await this.#isIndexed(name))) yield path;
				}
			}
		}
	}

	/** A half-written file of a process that ended; a young one may be of another process still at work. */
	async #clear(path: string): Promise<void> {
		const { mtimeMs } = await stat(path);
		if (this.#now() - mtimeMs > staleAfterMs) await unlink(path);
	}

	async #isIndexed(name: string): Promise<boolean> {
		this.#indexed ??= await this.#indexedNames();
		return this.#indexed.has(name);
	}

	async #indexedNames(): Promise<Set<string>> {
		const rows = await this.#db.selectFrom('archived_file').select('instance').execute();
		return new Set(rows.map((row) => nameOf(row.instance)));
	}

	async #row(instance: InstanceUid) {
		return this.#db
			.selectFrom('archived_file')
			.selectAll()
			.where('instance', '=', instance)
			.executeTakeFirst();
	}

	#path(instance: InstanceUid): string {
		const name = nameOf(instance);
		return join(this.#folder, name.slice(0, 2), name.slice(2, 4), name);
	}
}

function nameOf(instance: string): string {
	return `${createHash('sha256').update(instance).digest('hex').slice(0, 40)}.dcm`;
}

function refOf(row: { study: string; series: string; instance: string }): InstanceRef | null {
	const study = studyUid(row.study);
	const series = seriesUid(row.series);
	const instance = instanceUid(row.instance);
	return study === null || series === null || instance === null ? null : { study, series, instance };
}

async function hashOf(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
}

async function foldersOf(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { withFileTypes: true });
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
