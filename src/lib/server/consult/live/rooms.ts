import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { GroupCommit } from './group-commit.ts';
import { Ownership } from './ownership.ts';
import { Room } from './room.ts';

/** What a room tells of its consult (`RoomParts`). */
export interface RoomNews {
	readonly said: (news: {
		readonly consult: string;
		readonly person: string;
		readonly readers: Promise<readonly string[]>;
	}) => void;
	readonly read: (by: { readonly consult: string; readonly person: string }) => void;
}

export interface RoomsParts {
	readonly db: Database;
	readonly now: Clock;
	readonly news: RoomNews;
	readonly aliveMs?: number;
}

/** The rooms open in this process: one a consult, while somebody is in it. */
export class Rooms {
	readonly #parts: RoomsParts;
	readonly #store: GroupCommit;
	readonly #ownership: Ownership;
	readonly #open = new Map<string, Promise<Room | null>>();

	constructor(parts: RoomsParts) {
		const { db, aliveMs } = parts;
		this.#parts = parts;
		this.#store = new GroupCommit(db);
		this.#ownership = new Ownership({
			...{ db, lost: (consults) => void this.#lose(consults) },
			...(aliveMs === undefined ? {} : { aliveMs }),
		});
	}

	get size(): number {
		return this.#open.size;
	}

	/** null: another process has it. */
	get(consult: string): Promise<Room | null> {
		const known = this.#open.get(consult);
		if (known !== undefined) return known;
		const forget = (): void => {
			if (this.#open.get(consult) === opening) this.#open.delete(consult);
		};
		const opening = this.#openAs(consult, forget);
		this.#open.set(consult, opening);
		// A room that couldn't be loaded, or is elsewhere, is tried again by the next who comes.
		opening.then((room) => room === null && forget(), forget);
		return opening;
	}

	/** Whether another process has it now. */
	async elsewhere(consult: string): Promise<boolean> {
		return !this.#open.has(consult) && (await this.#ownership.elsewhere(consult));
	}

	async all(): Promise<Room[]> {
		const settled = await Promise.allSettled(this.#open.values());
		return settled.flatMap((one) => (one.status === 'fulfilled' && one.value !== null ? [one.value] : []));
	}

	/** Nobody is in any of them any more. */
	async end(): Promise<void> {
		await this.#ownership.end();
	}

	async #openAs(consult: string, forget: () => void): Promise<Room | null> {
		const owner = await this.#ownership.take(consult);
		if (owner === null) return null;
		const { db, now, news } = this.#parts;
		return Room.open({
			...{ db, store: this.#store, now, consult, owner },
			over: () => {
				forget();
				this.#ownership
					.give(consult, owner)
					.catch((error: unknown) => log('error', 'ownership-not-given', errorFields(error)));
			},
			said: (person, readers) => news.said({ consult, person, readers }),
			read: (person) => news.read({ consult, person }),
		});
	}

	async #lose(consults: readonly string[]): Promise<void> {
		for (const consult of consults) {
			const room = await this.#open.get(consult)?.catch(() => null);
			room?.lose();
		}
		log('warn', 'consult-rooms-lost', { rooms: consults.length });
	}
}
