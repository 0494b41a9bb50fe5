import type { Clock } from '#lib/base/clock.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { GroupCommit } from './group-commit.ts';
import { Room } from './room.ts';

/** Somebody said something in a consult; `here`: who has it before them. */
type Said = (news: {
	readonly consult: string;
	readonly person: string;
	readonly here: readonly string[];
}) => void;

/** The rooms open in this process: one a consult, while somebody is in it. */
export class Rooms {
	readonly #db: Database;
	readonly #now: Clock;
	readonly #said: Said;
	readonly #store: GroupCommit;
	readonly #open = new Map<string, Promise<Room>>();

	constructor(db: Database, now: Clock, said: Said) {
		this.#db = db;
		this.#now = now;
		this.#said = said;
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
			said: (person, here) => this.#said({ consult, person, here }),
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
