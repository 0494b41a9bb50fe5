import type { Clock } from '#lib/base/clock.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { GroupCommit } from './group-commit.ts';
import { Room } from './room.ts';

/** The rooms open in this process: one a consult, while somebody is in it. */
export class Rooms {
	readonly #db: Database;
	readonly #now: Clock;
	readonly #store: GroupCommit;
	readonly #open = new Map<string, Promise<Room>>();

	constructor(db: Database, now: Clock) {
		this.#db = db;
		this.#now = now;
		this.#store = new GroupCommit(db);
	}

	get size(): number {
		return this.#open.size;
	}

	get(consult: string): Promise<Room> {
		const known = this.#open.get(consult);
		if (known !== undefined) return known;
		const forget = (): void => {
			if (this.#open.get(consult) === opening) this.#open.delete(consult);
		};
		const opening: Promise<Room> = Room.open({
			...{ db: this.#db, store: this.#store, now: this.#now, consult },
			over: forget,
		});
		this.#open.set(consult, opening);
		// A room that couldn't be loaded is tried again by the next who comes.
		opening.catch(forget);
		return opening;
	}

	async all(): Promise<Room[]> {
		const settled = await Promise.allSettled(this.#open.values());
		return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	}
}
