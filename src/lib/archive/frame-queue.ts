/**
 * The order on the line. A few downloads run at a time; each free place goes to the waiting one whose priority is least at that
 * moment, so that a thumb that moved on changes the order without anything being cancelled. What the reader looks at (priority
 * below zero) starts at once: background downloads step aside, keep the bytes they have, and go on from there later.
 */
export interface Turn {
	/** Fires when this download should step aside; `outcome` is then 'aside'. */
	readonly stepAside: AbortSignal;
}

export type Outcome<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'aside' };

interface Job {
	readonly priority: () => number;
	start(): void;
	readonly aside: { controller: AbortController } | { controller: null };
}

export class FrameQueue {
	readonly #waiting = new Set<Job>();
	readonly #running = new Set<Job>();
	#places: number;
	readonly #least: number;
	readonly #most: number;

	constructor(places: { least: number; most: number }) {
		this.#places = places.least;
		this.#least = places.least;
		this.#most = places.most;
	}

	get places(): number {
		return this.#places;
	}

	/** More at a time helps while waiting for the server is most of the work, and harms when the line itself is full. */
	learn(sample: { waitedMs: number; totalMs: number }): void {
		if (sample.waitedMs > sample.totalMs * 0.6) this.#places = Math.min(this.#most, this.#places + 1);
		else if (sample.waitedMs < sample.totalMs * 0.3) this.#places = Math.max(this.#least, this.#places - 1);
	}

	/** The line broke or stalled. */
	ease(): void {
		this.#places = this.#least;
	}

	/** `work` may be called several times: once, and again after each stepping aside. Resolves to null when aborted while waiting. */
	run<T>(
		options: { priority(): number; signal: AbortSignal },
		work: (turn: Turn) => Promise<Outcome<T>>,
	): Promise<T | null> {
		return new Promise((resolve, reject) => {
			const job: { aside: { controller: AbortController | null } } & Job = {
				priority: () => options.priority(),
				aside: { controller: null },
				start: () => {
					const controller = new AbortController();
					job.aside.controller = controller;
					this.#running.add(job);
					work({ stepAside: controller.signal }).then(
						(outcome) => {
							this.#running.delete(job);
							if (outcome.kind === 'done') finish(() => resolve(outcome.value));
							else if (options.signal.aborted) finish(() => resolve(null));
							else this.#waiting.add(job);
							this.#fill();
						},
						(error: unknown) => {
							this.#running.delete(job);
							finish(() => reject(error instanceof Error ? error : new Error(String(error))));
							this.#fill();
						},
					);
				},
			};
			const aborted = (): void => {
				if (this.#waiting.delete(job)) finish(() => resolve(null));
			};
			const finish = (settle: () => void): void => {
				options.signal.removeEventListener('abort', aborted);
				settle();
			};
			if (options.signal.aborted) {
				resolve(null);
				return;
			}
			options.signal.addEventListener('abort', aborted);
			this.#waiting.add(job);
			this.#fill();
		});
	}

	/** The order may have changed: what is looked at now may wait behind background work. */
	refresh(): void {
		this.#fill();
	}

	#fill(): void {
		for (;;) {
			const next = this.#next();
			if (next === null) return;
			const urgent = next.priority() < 0;
			if (this.#running.size >= this.#places) {
				if (!urgent) return;
				const yielding = [...this.#running].filter((job) => job.priority() >= 0);
				// Every place is taken by pictures that someone looks at (several viewports): wait for one of them.
				if (yielding.length === 0) return;
				for (const job of yielding) job.aside.controller?.abort();
			}
			this.#waiting.delete(next);
			next.start();
		}
	}

	#next(): Job | null {
		let best: Job | null = null;
		let least = Number.POSITIVE_INFINITY;
		for (const job of this.#waiting) {
			const priority = job.priority();
			if (best === null || priority < least) [best, least] = [job, priority];
		}
		return best;
	}
}
