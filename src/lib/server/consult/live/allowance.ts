import type { Clock } from '#lib/base/clock.ts';
import type { ClientFrame } from '#lib/consult/live/wire.ts';

/** Frames a second, and how many may come at once after a pause. */
const bounds = {
	record: { perSecond: 20, burst: 60 },
	draft: { perSecond: 10, burst: 40 },
	fast: { perSecond: 60, burst: 120 },
	other: { perSecond: 5, burst: 30 },
};

/** What one line may send: a bucket each that fills with time. Past it the line is closed. */
export class Allowance {
	readonly #now: Clock;
	readonly #left = new Map<keyof typeof bounds, { tokens: number; at: number }>();

	constructor(now: Clock) {
		this.#now = now;
	}

	take(frame: ClientFrame): boolean {
		const bucket = frame.kind === 'update' ? frame.part : frame.kind === 'fast' ? 'fast' : 'other';
		const { perSecond, burst } = bounds[bucket];
		const now = this.#now();
		const before = this.#left.get(bucket) ?? { tokens: burst, at: now };
		// A clock set back gives nothing and takes nothing.
		const since = Math.max(0, now - before.at);
		const tokens = Math.min(burst, before.tokens + (since / 1000) * perSecond) - 1;
		this.#left.set(bucket, { tokens: Math.max(0, tokens), at: now });
		return tokens >= 0;
	}
}
