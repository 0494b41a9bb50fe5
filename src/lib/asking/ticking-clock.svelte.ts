import { createSubscriber } from 'svelte/reactivity';

const everyMs = 15_000;

/** The server's time, told anew a few times a minute while somebody looks at it. */
export class TickingClock {
	#skew: number;
	readonly #subscribe = createSubscriber((update) => {
		const timer = setInterval(update, everyMs);
		return () => clearInterval(timer);
	});

	/** `serverNow`: as its last answer said; ms */
	constructor(serverNow: number) {
		this.#skew = serverNow - Date.now();
	}

	set(serverNow: number): void {
		this.#skew = serverNow - Date.now();
	}

	get now(): number {
		this.#subscribe();
		return Date.now() + this.#skew;
	}
}
