import type { Clock } from '#lib/base/clock.ts';
import type { ClientFrame } from './wire.ts';

/** Frames a second, and how many may come at once after a pause (collab.md, bounds). */
const bounds = {
	update: { perSecond: 20, burst: 60 },
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

	take(kind: ClientFrame['kind']): boolean {
		const bucket = kind === 'update' || kind === 'fast' ? kind : 'other';
		const { perSecond, burst } = bounds[bucket];
		const now = this.#now();
		const before = this.#left.get(bucket) ?? { tokens: burst, at: now };
		const tokens = Math.min(burst, before.tokens + ((now - before.at) / 1000) * perSecond) - 1;
		this.#left.set(bucket, { tokens: Math.max(0, tokens), at: now });
		return tokens >= 0;
	}
}
