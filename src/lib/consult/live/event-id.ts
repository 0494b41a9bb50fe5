/**
 * Ids of events: UUID version 7 (RFC 9562 5.7). Each is later than every one this maker has made or was shown, whatever the
 * device's clock does: a later form must have a later id than the one it was made from (`fold.ts`).
 */
export class EventIds {
	readonly #now: () => number;
	#last = 0;

	constructor(now: () => number = Date.now) {
		this.#now = now;
	}

	/** `after`: an event that this one builds on. */
	next(after: string | null = null): string {
		const shown = after === null ? 0 : timeOf(after);
		this.#last = Math.max(Math.floor(this.#now()), this.#last + 1, shown + 1);
		const time = this.#last.toString(16).padStart(12, '0').slice(-12);
		const random = crypto.getRandomValues(new Uint8Array(10));
		random[0] = 0x70 | ((random[0] ?? 0) & 0x0f);
		random[2] = 0x80 | ((random[2] ?? 0) & 0x3f);
		const rest = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
		return `${time.slice(0, 8)}-${time.slice(8)}-${rest.slice(0, 4)}-${rest.slice(4, 8)}-${rest.slice(8)}`;
	}
}

function timeOf(id: string): number {
	const time = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
	return Number.isFinite(time) ? time : 0;
}
