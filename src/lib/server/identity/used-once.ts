/** Remembers what was used, for as long as it could be used again. Of this process: what must hold among several is in the database. */
export class UsedOnce {
	readonly #until = new Map<string, number>();
	readonly #keptMs: number;

	constructor(keptMs: number) {
		this.#keptMs = keptMs;
	}

	/** True the first time. */
	use(id: string, now: number): boolean {
		// Kept in the order of use, so the old ones are in front.
		for (const [old, until] of this.#until) {
			if (until > now) break;
			this.#until.delete(old);
		}
		if (this.#until.has(id)) return false;
		this.#until.set(id, now + this.#keptMs);
		return true;
	}
}
