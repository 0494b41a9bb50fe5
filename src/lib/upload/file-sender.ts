/**
 * Sends files by tus, two at a time, and doesn't give up while the line may come back. Each file has its own address, the
 * server's id of it: after a cut the server is asked how far it came and the rest goes on from there.
 *
 * queued -> sending -> sent; a broken line: sending -> retrying -> sending; `pause` puts all that is under way back to queued.
 * An answer that trying again can't change ends in `failed` with its code.
 */
import type { Upload } from 'tus-js-client';

export type SendState =
	| { readonly kind: 'queued' | 'sending' | 'retrying' | 'sent'; readonly bytes: number }
	| { readonly kind: 'failed'; readonly bytes: number; readonly code: string };

export interface SenderHooks {
	readonly told: (id: string, state: SendState) => void;
	/** The session or the batch is over: nothing more is sent. */
	readonly stopped: (code: 'sign-in' | 'gone') => void;
}

interface Job {
	readonly id: string;
	readonly file: File;
	/** The server has a part of it. */
	begun: boolean;
	bytes: number;
	tries: number;
	upload: Upload | null;
	timer: ReturnType<typeof setTimeout> | null;
}

const atOnce = 2;
/** A break costs at most a part of this where a proxy keeps a request until it's whole. */
const chunkBytes = 8 * 1024 * 1024;
const longestWaitMs = 20_000;

export class FileSender {
	readonly #hooks: SenderHooks;
	readonly #queue: Job[] = [];
	readonly #active = new Map<string, Job>();
	#running = true;

	constructor(hooks: SenderHooks) {
		this.#hooks = hooks;
	}

	/** `received`: bytes that the server has already. */
	add(id: string, file: File, received: number): void {
		if (this.#active.has(id) || this.#queue.some((job) => job.id === id)) return;
		this.#queue.push({ id, file, begun: received > 0, bytes: received, tries: 0, upload: null, timer: null });
		this.#hooks.told(id, { kind: 'queued', bytes: received });
		this.#next();
	}

	/** Lets go of everything under way; the server keeps what came. */
	pause(): void {
		this.#running = false;
		const under = [...this.#active.values()];
		this.#active.clear();
		for (const job of under) {
			this.#drop(job);
			this.#hooks.told(job.id, { kind: 'queued', bytes: job.bytes });
		}
		this.#queue.unshift(...under);
	}

	resume(): void {
		this.#running = true;
		this.#next();
	}

	remove(id: string): void {
		const job = this.#active.get(id);
		if (job !== undefined) this.#drop(job);
		this.#active.delete(id);
		const at = this.#queue.findIndex((one) => one.id === id);
		if (at >= 0) this.#queue.splice(at, 1);
		this.#next();
	}

	close(): void {
		this.pause();
		this.#queue.length = 0;
	}

	#drop(job: Job): void {
		if (job.timer !== null) clearTimeout(job.timer);
		job.timer = null;
		void job.upload?.abort();
		job.upload = null;
	}

	#next(): void {
		while (this.#running && this.#active.size < atOnce) {
			const job = this.#queue.shift();
			if (job === undefined) return;
			this.#active.set(job.id, job);
			void this.#send(job);
		}
	}

	async #send(job: Job): Promise<void> {
		const { Upload } = await import('tus-js-client');
		if (this.#active.get(job.id) !== job) return;
		const address = `/api/uploads/${job.id}`;
		this.#hooks.told(job.id, { kind: 'sending', bytes: job.bytes });
		const upload = new Upload(job.file, {
			endpoint: address,
			uploadUrl: job.begun ? address : null,
			uploadDataDuringCreation: true,
			chunkSize: chunkBytes,
			// Nothing about a file is kept in this browser: the server knows it.
			storeFingerprintForResuming: false,
			fingerprint: async () => job.id,
			retryDelays: null,
			onProgress: (bytes) => {
				job.begun = true;
				job.bytes = bytes;
				job.tries = 0;
				this.#hooks.told(job.id, { kind: 'sending', bytes });
			},
			onSuccess: () => {
				this.#end(job, { kind: 'sent', bytes: job.file.size });
			},
			onError: (error) => {
				const status = 'originalResponse' in error ? (error.originalResponse?.getStatus() ?? null) : null;
				this.#failed(job, status);
			},
		});
		job.upload = upload;
		upload.start();
	}

	#failed(job: Job, status: number | null): void {
		job.upload = null;
		job.begun = true;
		if (status === 401 || status === 404) {
			this.#stop(status === 401 ? 'sign-in' : 'gone');
			return;
		}
		const again =
			status === null || status === 0 || status === 409 || status === 423 || status === 429 || status >= 500;
		if (!again) {
			this.#end(job, { kind: 'failed', bytes: job.bytes, code: 'internal' });
			return;
		}
		job.tries += 1;
		this.#hooks.told(job.id, { kind: 'retrying', bytes: job.bytes });
		const wait = Math.min(longestWaitMs, 500 * 2 ** Math.min(job.tries, 6));
		job.timer = setTimeout(() => {
			job.timer = null;
			void this.#send(job);
		}, wait);
	}

	#stop(code: 'sign-in' | 'gone'): void {
		this.pause();
		this.#hooks.stopped(code);
	}

	#end(job: Job, state: SendState): void {
		this.#active.delete(job.id);
		this.#hooks.told(job.id, state);
		this.#next();
	}
}
