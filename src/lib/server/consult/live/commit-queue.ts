/** Updates of one document on their way into the store, in order: those that come while a commit runs go with the next. */
import type { Clock } from '#lib/base/clock.ts';
import type { Part } from '#lib/consult/live/wire.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Owner } from './ownership.ts';
import { chained } from './update-store.ts';
import type { Append, Head, StoredUpdate } from './update-store.ts';

export interface QueueParts<U extends StoredUpdate> {
	readonly store: GroupCommit;
	readonly now: Clock;
	readonly consult: string;
	readonly part: Part;
	/** of the room, while it stands */
	readonly owner: Owner | null;
	/** They are durable, as these rows. */
	readonly stored: (batch: readonly U[], rows: readonly Head[], at: number) => Promise<void> | void;
	/** Memory may hold what the store doesn't: the room is over. */
	readonly failed: (error: unknown, updates: number) => void;
}

export class CommitQueue<U extends StoredUpdate> {
	readonly #parts: QueueParts<U>;
	#head: Head;
	#waiting: U[] = [];
	#running: Promise<void> | null = null;
	#ended = false;

	constructor(parts: QueueParts<U>, head: Head) {
		this.#parts = parts;
		this.#head = head;
	}

	get head(): Head {
		return this.#head;
	}

	/** After rows of another kind were written while `stored` held the queue. */
	movedTo(head: Head): void {
		this.#head = head;
	}

	push(update: U): void {
		this.#waiting.push(update);
		this.#running ??= this.#run().finally(() => {
			this.#running = null;
		});
	}

	/** Resolves when everything pushed so far is stored. */
	async settled(): Promise<void> {
		while (this.#running !== null) await this.#running;
	}

	end(): void {
		this.#ended = true;
		this.#waiting = [];
	}

	async #run(): Promise<void> {
		const { store, now, consult, part, owner, stored, failed } = this.#parts;
		while (this.#waiting.length > 0 && !this.#ended) {
			const batch = this.#waiting;
			this.#waiting = [];
			const append: Append = { consult, part, owner, head: this.#head, updates: batch, at: now() };
			const rows = chained(append);
			try {
				await store.append(append);
				this.#head = rows.at(-1) ?? this.#head;
				if (!this.#ended) await stored(batch, rows, append.at);
			} catch (error) {
				this.end();
				failed(error, batch.length);
			}
		}
	}
}
