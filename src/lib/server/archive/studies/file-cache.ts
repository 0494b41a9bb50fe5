/**
 * Files that can be made again (an upstream archive's originals, renditions of lossy frames), kept in a folder up to a number
 * of bytes; the least recently used goes first, never one that is leased. Two who ask for the same file share one making of
 * it, which is given up when both have gone away.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorCode, isTemporaryName, moveInto, temporaryName } from '../durable-file.ts';

export interface CachedFile {
	readonly path: string;
	readonly size: number;
	release(): void;
}

/** Writes the file at the path given; what it returns besides success is handed to everyone who waits. */
export type MakeFile<Reason> = (path: string, signal: AbortSignal) => Promise<Result<null, Reason>>;

interface Entry {
	readonly path: string;
	readonly size: number;
	leases: number;
}

interface Making<Reason> {
	readonly controller: AbortController;
	readonly done: Promise<Result<null, Reason>>;
	waiting: number;
}

export class FileCache<Reason> {
	readonly #folder: string;
	readonly #maxBytes: number;
	/** In order of use, oldest first. */
	readonly #entries = new Map<string, Entry>();
	readonly #making = new Map<string, Making<Reason>>();
	#bytes = 0;

	private constructor(folder: string, maxBytes: number) {
		this.#folder = folder;
		this.#maxBytes = maxBytes;
	}

	/** Takes over what an earlier run left, and clears what it left half written. */
	static async open<Reason>(folder: string, maxBytes: number): Promise<FileCache<Reason>> {
		await mkdir(folder, { recursive: true, mode: 0o700 });
		const cache = new FileCache<Reason>(folder, maxBytes);
		const found: { name: string; size: number; used: number }[] = [];
		for (const name of await readdir(folder)) {
			const path = join(folder, name);
			if (isTemporaryName(name)) await unlink(path);
			else {
				const { size, mtimeMs } = await stat(path);
				found.push({ name, size, used: mtimeMs });
			}
		}
		for (const { name, size } of found.sort((a, b) => a.used - b.used)) {
			cache.#entries.set(name, { path: join(folder, name), size, leases: 0 });
			cache.#bytes += size;
		}
		await cache.#trim();
		return cache;
	}

	get bytes(): number {
		return this.#bytes;
	}

	async lease(
		key: string,
		make: MakeFile<Reason>,
		signal: AbortSignal,
	): Promise<Result<CachedFile, Reason | 'aborted'>> {
		const name = createHash('sha256').update(key).digest('hex');
		for (;;) {
			if (signal.aborted) return err('aborted');
			const entry = this.#entries.get(name);
			if (entry !== undefined) return ok(this.#take(name, entry));
			const made = await this.#make(name, make, signal);
			if (!made.ok) return made;
		}
	}

	/** Forgets a file that turned out to be stale or damaged. */
	async drop(key: string): Promise<void> {
		await this.#remove(createHash('sha256').update(key).digest('hex'));
	}

	#take(name: string, entry: Entry): CachedFile {
		this.#entries.delete(name);
		this.#entries.set(name, entry);
		entry.leases += 1;
		let released = false;
		return {
			path: entry.path,
			size: entry.size,
			release: () => {
				if (released) return;
				released = true;
				entry.leases -= 1;
			},
		};
	}

	async #make(
		name: string,
		make: MakeFile<Reason>,
		signal: AbortSignal,
	): Promise<Result<null, Reason | 'aborted'>> {
		let making = this.#making.get(name);
		if (making === undefined) {
			const controller = new AbortController();
			const done = this.#write(name, make, controller.signal).finally(() => this.#making.delete(name));
			making = { controller, done, waiting: 0 };
			this.#making.set(name, making);
		}
		const current = making;
		current.waiting += 1;
		try {
			return await untilAborted(current.done, signal);
		} finally {
			current.waiting -= 1;
			if (current.waiting === 0) current.controller.abort();
		}
	}

	async #write(name: string, make: MakeFile<Reason>, signal: AbortSignal): Promise<Result<null, Reason>> {
		const path = join(this.#folder, name);
		const temporary = temporaryName(path);
		try {
			const made = await make(temporary, signal);
			if (!made.ok) return made;
			const { size } = await stat(temporary);
			await moveInto(temporary, path);
			this.#entries.set(name, { path, size, leases: 0 });
			this.#bytes += size;
			// The new file is the youngest: it goes only when it alone is over the limit, and then after its first use.
			await this.#trim(name);
			return made;
		} finally {
			await unlinkIfThere(temporary);
		}
	}

	async #trim(keep?: string): Promise<void> {
		for (const [name, entry] of [...this.#entries]) {
			if (this.#bytes <= this.#maxBytes) return;
			if (entry.leases === 0 && name !== keep) await this.#remove(name);
		}
	}

	async #remove(name: string): Promise<void> {
		const entry = this.#entries.get(name);
		if (entry === undefined) return;
		this.#entries.delete(name);
		this.#bytes -= entry.size;
		await unlinkIfThere(entry.path);
	}
}

async function unlinkIfThere(path: string): Promise<void> {
	try {
		await unlink(path);
	} catch (error) {
		if (errorCode(error) !== 'ENOENT') throw error;
	}
}

async function untilAborted<T, Reason>(
	work: Promise<Result<T, Reason>>,
	signal: AbortSignal,
): Promise<Result<T, Reason | 'aborted'>> {
	let stop = (): void => undefined;
	const aborted = new Promise<Result<T, 'aborted'>>((resolve) => {
		stop = () => resolve(err('aborted'));
		signal.addEventListener('abort', stop, { once: true });
	});
	try {
		return await Promise.race([work, aborted]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
