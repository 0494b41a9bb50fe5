/**
 * A thread that carries the log into the database file beside the program's work (`checkpoint-worker.ts`). The commit that fills the
 * log still carries what is left, which is little by then, and the log begins at its place anew instead of growing (a file that grows
 * costs more to flush). A thread that dies costs time and nothing else.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { errorFields, log } from '#lib/base/log.ts';

// By path from the project's root, since the production bundle moves this module but not the worker's source.
const workerPath = (): string => join(process.cwd(), 'src/lib/server/store/checkpoint-worker.ts');

export class CheckpointThread {
	readonly #worker: Worker;
	readonly #ended: Promise<void>;

	constructor(path: string) {
		this.#worker = new Worker(workerPath(), { workerData: { path } });
		this.#worker.unref();
		this.#worker.on('error', (error) => log('error', 'checkpoint-thread-failed', errorFields(error)));
		this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
	}

	/** Before the last connection closes, which carries the rest and takes the log away. */
	async end(): Promise<void> {
		this.#worker.ref();
		this.#worker.postMessage(null);
		await this.#ended;
	}
}
