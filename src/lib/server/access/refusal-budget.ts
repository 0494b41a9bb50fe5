const perMinute = { principal: 20, everybody: 200 };

/** Bounds how many refusals a minute become audit rows, so that a robot can't bury the chain; counts those left out. */
export class RefusalBudget {
	#minute = 0;
	#taken = new Map<string, number>();
	#all = 0;
	#unrecorded = 0;

	/** null: not to be recorded. Otherwise how many were not since the last that was. */
	take(who: string, now: number): number | null {
		const minute = Math.floor(now / 60_000);
		if (minute !== this.#minute) {
			this.#minute = minute;
			this.#taken = new Map();
			this.#all = 0;
		}
		const taken = this.#taken.get(who) ?? 0;
		if (taken >= perMinute.principal || this.#all >= perMinute.everybody) {
			this.#unrecorded++;
			return null;
		}
		this.#taken.set(who, taken + 1);
		this.#all++;
		const unrecorded = this.#unrecorded;
		this.#unrecorded = 0;
		return unrecorded;
	}
}
