/**
 * One worker thread and its replacement. A codec that hangs or traps can't be trusted with another frame: the thread is ended
 * and the next job gets a new one. `terminate()` stops WebAssembly in an endless loop, which no exception reaches.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorkerJob, WorkerMessage } from './pixel-job.ts';

export type JobOutcome =
	| { readonly kind: 'done'; readonly answer: unknown }
	/** `frame` is the one being decoded, or null while the file was being read. */
	| { readonly kind: 'timeout' | 'crashed'; readonly frame: number | null }
	| { readonly kind: 'disk-fault' };

export interface Patience {
	/** for reading the file, and for each frame */
	readonly base: number;
	/** more per million pixels of the frame */
	readonly perMegapixel: number;
}

// By path from the project's root, since the production bundle moves this module but not the worker's source.
const workerPath = () => join(process.cwd(), 'src/lib/server/pixels/pool/pixel-worker.ts');

export class WorkerSlot {
	readonly #patience: Patience;
	readonly #path: string;
	#worker: Worker | null = null;
	busy = false;

	constructor(patience: Patience, path: string = workerPath()) {
		this.#patience = patience;
		this.#path = path;
	}

	/** Never rejects. */
	async run(job: WorkerJob): Promise<JobOutcome> {
		this.busy = true;
		const worker = (this.#worker ??= this.#start());
		worker.ref();
		const { outcome, reusable } = await this.#watch(worker, job);
		if (reusable) worker.unref();
		else await this.#replace();
		this.busy = false;
		return outcome;
	}

	/** A thread that dies while idle is simply not there for the next job. */
	#start(): Worker {
		const worker = new Worker(this.#path);
		worker.on('error', () => undefined);
		worker.on('exit', () => {
			if (this.#worker === worker) this.#worker = null;
		});
		return worker;
	}

	async close(): Promise<void> {
		await this.#replace();
	}

	async #replace(): Promise<void> {
		const worker = this.#worker;
		this.#worker = null;
		await worker?.terminate();
	}

	#watch(worker: Worker, job: WorkerJob): Promise<{ outcome: JobOutcome; reusable: boolean }> {
		return new Promise((resolve) => {
			let frame: number | null = null;
			let timer: NodeJS.Timeout | undefined;
			const end = (outcome: JobOutcome, reusable: boolean) => {
				clearTimeout(timer);
				worker.off('message', onMessage).off('error', onEnd).off('exit', onEnd);
				resolve({ outcome, reusable });
			};
			const wait = (ms: number) => {
				clearTimeout(timer);
				timer = setTimeout(() => end({ kind: 'timeout', frame }, false), ms);
			};
			const onMessage = (message: WorkerMessage) => {
				switch (message.kind) {
					case 'frame':
						frame = message.frame;
						wait(this.#patience.base + (message.pixels / 1_000_000) * this.#patience.perMegapixel);
						return;
					case 'done':
						end({ kind: 'done', answer: message.answer }, !message.recycle);
						return;
					case 'failed':
						end(message.fault === 'disk' ? { kind: 'disk-fault' } : { kind: 'crashed', frame }, false);
				}
			};
			const onEnd = () => end({ kind: 'crashed', frame }, false);
			worker.on('message', onMessage).on('error', onEnd).on('exit', onEnd);
			// A cold thread loads its codecs first.
			wait(this.#patience.base * 4);
			worker.postMessage(job);
		});
	}
}
