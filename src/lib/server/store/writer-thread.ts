/**
 * A thread that writes what is written most often while people wait and talk (the marks of consults): each commit is a flush to the
 * disk, during which a program that flushes by itself hears nobody. Its turn is taken like any writer's (`Turnstile`), so the two
 * never wait for each other's lock.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as v from 'valibot';
import { errorFields, log } from '#lib/base/log.ts';
import { WriterAnswer } from './writer-message.ts';
import type { WriterOrder, WriterStep } from './writer-message.ts';

// By path from the project's root, since the production bundle moves this module but not the worker's source.
const workerPath = (): string => join(process.cwd(), 'src/lib/server/store/writer-worker.ts');

interface Waiting {
	readonly done: () => void;
	readonly failed: (error: Error) => void;
}

export class WriterThread {
	readonly #worker: Worker;
	readonly #ended: Promise<void>;
	readonly #waiting = new Map<number, Waiting>();
	#orders = 0;
	#alive = true;

	constructor(path: string) {
		this.#worker = new Worker(workerPath(), { workerData: { path } });
		this.#worker.unref();
		this.#worker.on('message', (message: unknown) => this.#hear(v.parse(WriterAnswer, message)));
		this.#worker.on('error', (error) => log('error', 'writer-thread-failed', errorFields(error)));
		this.#ended = new Promise((resolve) =>
			this.#worker.once('exit', () => {
				this.#alive = false;
				// Whether it was written is not known: as when a connection breaks during its commit.
				for (const { failed } of this.#waiting.values()) failed(new Error('the writing thread ended'));
				this.#waiting.clear();
				resolve();
			}),
		);
	}

	/** false: it has died, and its work is the program's own again. */
	get alive(): boolean {
		return this.#alive;
	}

	/** All of it, durable when it resolves, or nothing. */
	write(steps: readonly WriterStep[]): Promise<void> {
		// A message's bytes may be a small part of a large chunk, and the whole chunk would go over.
		const own = steps.map((step) => ({
			...step,
			parameters: step.parameters.map((value) =>
				value instanceof Uint8Array ? new Uint8Array(value) : value,
			),
		}));
		const order: WriterOrder = { id: ++this.#orders, steps: own };
		return new Promise((done, failed) => {
			this.#waiting.set(order.id, { done, failed });
			this.#worker.ref();
			this.#worker.postMessage(order);
		});
	}

	async end(): Promise<void> {
		this.#worker.ref();
		this.#worker.postMessage(null);
		await this.#ended;
	}

	#hear({ id, fault }: WriterAnswer): void {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (this.#waiting.size === 0) this.#worker.unref();
		if (fault === null) waiting?.done();
		else waiting?.failed(Object.assign(new Error(fault.message), { code: fault.code }));
	}
}
