/** What waits, most wanted first, first come first served among equals; bounded, so that a flood is turned away at the door. */
export type Priority = 'visible' | 'soon' | 'background';

const order: readonly Priority[] = ['visible', 'soon', 'background'];

export class JobQueue<T> {
	readonly #limit: number;
	readonly #lanes = new Map<Priority, T[]>(order.map((priority) => [priority, []]));

	constructor(limit: number) {
		this.#limit = limit;
	}

	get length(): number {
		let sum = 0;
		for (const lane of this.#lanes.values()) sum += lane.length;
		return sum;
	}

	/** False when the queue is full. What a reader waits for may take twice the room. */
	add(item: T, priority: Priority): boolean {
		if (this.length >= (priority === 'visible' ? this.#limit * 2 : this.#limit)) return false;
		this.#lane(priority).push(item);
		return true;
	}

	/** Work that was begun already and must go on: never turned away, first of all. */
	putBack(item: T): void {
		this.#lane('visible').unshift(item);
	}

	next(): T | undefined {
		for (const priority of order) {
			const item = this.#lane(priority).shift();
			if (item !== undefined) return item;
		}
		return undefined;
	}

	remove(item: T): boolean {
		for (const lane of this.#lanes.values()) {
			const at = lane.indexOf(item);
			if (at === -1) continue;
			lane.splice(at, 1);
			return true;
		}
		return false;
	}

	#lane(priority: Priority): T[] {
		const lane = this.#lanes.get(priority);
		if (lane === undefined) throw new Error('unknown priority');
		return lane;
	}
}
