/**
 * Reads files that have come whole, two at a time, behind the answers. What a file is becomes its row's state; a zip's files
 * become rows of their own. A process that ends in the middle begins the file anew at the next start: nothing was lost, since
 * nothing was thrown away before its row said so.
 */
import { rm } from 'node:fs/promises';
import { errorFields, log } from '#lib/base/log.ts';
import type { Clock } from '#lib/base/clock.ts';
import { uploadLimits } from '#lib/archive/upload-contract.ts';
import type { UploadRefusal } from '#lib/archive/upload-contract.ts';
import { openFileSource } from '#lib/server/pixels/file-source.ts';
import type { BatchStore, FileRow } from './batch-store.ts';
import { uploadId } from './batch-store.ts';
import type { Inspection } from './inspect-file.ts';
import { inspectFile, stateOf } from './inspect-file.ts';
import { unzipEntry } from './unzip-entry.ts';
import type { UploadFiles } from './upload-files.ts';
import { zipEntries } from './zip-directory.ts';
import type { ZipEntry, ZipLimits } from './zip-directory.ts';

export interface ReadingParts {
	readonly store: BatchStore;
	readonly files: UploadFiles;
	readonly now: Clock;
	readonly zip?: ZipLimits;
}

export const zipLimits: ZipLimits = {
	entries: 20_000,
	total: uploadLimits.batchBytes,
	// Sixteen-bit pictures with wide black borders reach twenty; only zeros reach a hundred.
	ratio: 100,
	slack: 64 * 1024 * 1024,
};

const atOnce = 2;

export class FileReading {
	readonly #parts: ReadingParts;
	readonly #waiting: string[] = [];
	readonly #working = new Set<string>();
	readonly #ending = new AbortController();
	#idle = Promise.withResolvers<null>();

	constructor(parts: ReadingParts) {
		this.#parts = parts;
		this.#idle.resolve(null);
	}

	/** The file's bytes are all here. */
	async take(id: string): Promise<void> {
		if (await this.#parts.store.move(id, 'coming', { state: 'reading' })) this.#add(id);
	}

	/** What an earlier process left. */
	async recover(): Promise<void> {
		// Files out of a zip are read with it: it begins anew.
		for (const row of await this.#parts.store.inState('reading')) if (row.parent === null) this.#add(row.id);
	}

	async idle(): Promise<void> {
		await this.#idle.promise;
	}

	async close(): Promise<void> {
		this.#ending.abort();
		this.#waiting.length = 0;
		await this.#idle.promise;
	}

	#add(id: string): void {
		if (this.#ending.signal.aborted || this.#working.has(id) || this.#waiting.includes(id)) return;
		if (this.#waiting.length + this.#working.size === 0) this.#idle = Promise.withResolvers<null>();
		this.#waiting.push(id);
		this.#next();
	}

	#next(): void {
		while (this.#working.size < atOnce) {
			const id = this.#waiting.shift();
			if (id === undefined) break;
			this.#working.add(id);
			void this.#read(id).finally(() => {
				this.#working.delete(id);
				this.#next();
			});
		}
		if (this.#waiting.length + this.#working.size === 0) this.#idle.resolve(null);
	}

	async #read(id: string): Promise<void> {
		const { store, files } = this.#parts;
		try {
			const row = await store.file(id);
			if (row?.state !== 'reading') return;
			const inspection = await inspectFile(files.path(id), row.place);
			if (inspection.kind === 'zip') await this.#open(row);
			else await this.#settle(row, inspection);
		} catch (error) {
			if (this.#ending.signal.aborted) return;
			log('error', 'upload-reading-failed', { file: id, ...errorFields(error) });
			await store.move(id, 'reading', { state: 'refused', code: 'internal' });
		}
	}

	async #settle(row: FileRow, inspection: Exclude<Inspection, { kind: 'zip' }>): Promise<void> {
		const { store, files } = this.#parts;
		const kept = inspection.kind === 'object' || inspection.kind === 'picture';
		if (!kept) await files.forget(row.id);
		const object = inspection.kind === 'object' ? inspection : null;
		const moved = await store.move(row.id, 'reading', {
			state: stateOf(inspection),
			code: inspection.kind === 'refused' ? inspection.code : null,
			sha256: object?.sha256 ?? null,
			study: object?.identity.study ?? null,
			instance: object?.identity.instance ?? null,
			facts: 'facts' in inspection ? JSON.stringify(inspection.facts) : null,
		});
		// Left out by its person in the meantime.
		if (!moved) await files.forget(row.id);
	}

	async #open(zip: FileRow): Promise<void> {
		const { store, files } = this.#parts;
		for (const half of await store.removeChildren(zip.id)) await files.forget(half.id);
		const path = files.path(zip.id);
		const source = await openFileSource(path);
		try {
			const entries = await zipEntries(source, this.#parts.zip ?? zipLimits);
			if (!entries.ok) {
				await this.#refuse(zip, entries.reason);
				return;
			}
			if (!(await files.roomFor(entries.value.reduce((sum, entry) => sum + entry.size, 0)))) {
				await this.#refuse(zip, 'no-space');
				return;
			}
			for (const entry of entries.value) {
				this.#ending.signal.throwIfAborted();
				if (!(await this.#take(zip, entry, { source, path }))) return;
			}
		} finally {
			await source.close();
		}
		// Only after its files have their rows: until then the zip is what a new process would begin from.
		await store.move(zip.id, 'reading', { state: 'opened' });
		await files.forget(zip.id);
	}

	async #refuse(zip: FileRow, code: UploadRefusal): Promise<void> {
		await this.#parts.files.forget(zip.id);
		await this.#parts.store.move(zip.id, 'reading', { state: 'refused', code });
	}

	/** One entry; false when the batch is gone. */
	async #take(
		zip: FileRow,
		entry: ZipEntry,
		{ source, path }: { source: Awaited<ReturnType<typeof openFileSource>>; path: string },
	): Promise<boolean> {
		const { store, files, now } = this.#parts;
		const id = uploadId();
		const to = files.path(id);
		const job = { zip: source, zipPath: path, entry, to, limit: uploadLimits.fileBytes };
		const unzipped = await unzipEntry({ ...job, signal: this.#ending.signal });
		if ((await store.file(zip.id)) === null) {
			await rm(to, { force: true });
			return false;
		}
		const row = {
			...{ id, batch: zip.batch, parent: zip.id, position: zip.position, name: entry.name.slice(0, 200) },
			...{ fingerprint: null, place: 'zip' as const, size: entry.size, sha256: null },
			...{ study: null, instance: null, facts: null, picture: null },
		};
		switch (unzipped.kind) {
			case 'clutter':
				await store.add(zip.batch, [], { skipped: 1, now: now() });
				return true;
			case 'refused':
				await store.add(zip.batch, [{ ...row, state: 'refused', code: unzipped.code }], {
					skipped: 0,
					now: now(),
				});
				return true;
			case 'written': {
				const inspection = await inspectFile(to, 'zip');
				if (inspection.kind === 'zip') throw new Error('a zip within a zip was unpacked');
				await store.add(zip.batch, [{ ...row, state: 'reading', code: null }], { skipped: 0, now: now() });
				await this.#settle({ ...row, state: 'reading', code: null }, inspection);
				return true;
			}
		}
	}
}
