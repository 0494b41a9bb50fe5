const most = 20_000;

/** Keys that are good until a time, so that the hundredth frame of a study costs no transaction. Forgetting one is harmless. */
export class RecentKeys {
	readonly #until = new Map<string, number>();

	has(key: string, now: number): boolean {
		return now < (this.#until.get(key) ?? 0);
	}

	add(key: string, until: number): void {
		this.#until.delete(key);
		this.#until.set(key, until);
		if (this.#until.size <= most) return;
		const [oldest] = this.#until.keys();
		if (oldest !== undefined) this.#until.delete(oldest);
	}
}
