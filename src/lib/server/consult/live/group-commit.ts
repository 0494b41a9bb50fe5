/**
 * One writer for all rooms: what comes in one turn of the event loop or while a commit runs, from whichever room, shares the next
 * commit, since each costs a flush to the disk and nobody is heard during it. Without the turn nothing would ever be shared: over the
 * embedded database a commit is over before the next socket is read. When a shared one fails each is tried alone, so that one room's
 * trouble stays its own.
 */
import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '#lib/server/store/schema.ts';
import { appendUpdates } from './update-store.ts';
import type { Append } from './update-store.ts';

interface Waiting {
	readonly append: Append;
	readonly done: () => void;
	readonly failed: (error: unknown) => void;
}

export class GroupCommit {
	readonly #db: Database;
	#waiting: Waiting[] = [];
	#running = false;

	constructor(db: Database) {
		this.#db = db;
	}

	/** Resolves when it is durable. A room waits for one append before it gives the next. */
	append(append: Append): Promise<void> {
		return new Promise((done, failed) => {
			this.#waiting.push({ append, done, failed });
			if (!this.#running) void this.#run();
		});
	}

	async #run(): Promise<void> {
		this.#running = true;
		while (this.#waiting.length > 0) {
			await turn();
			const batch = this.#waiting;
			this.#waiting = [];
			try {
				await appendUpdates(
					this.#db,
					batch.map((one) => one.append),
				);
				for (const one of batch) one.done();
			} catch (error) {
				if (batch.length === 1) batch[0]?.failed(error);
				else for (const one of batch) await this.#alone(one);
			}
		}
		this.#running = false;
	}

	async #alone({ append, done, failed }: Waiting): Promise<void> {
		try {
			await appendUpdates(this.#db, [append]);
			done();
		} catch (error) {
			failed(error);
		}
	}
}
