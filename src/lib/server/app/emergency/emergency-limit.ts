import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { LimitAnswer } from '../limits.ts';

/** By person, an hour: far more than one doctor's worst night, far too few to look for who is known where. */
const perHour = 12;

/** Every try counts, whatever came of it. */
export type EmergencyLimit = (person: string) => Promise<LimitAnswer>;

export function createEmergencyLimit(factor: number): EmergencyLimit {
	const limiter = new RateLimiterMemory({ points: perHour * factor, duration: 3600 });
	return async (person) => {
		try {
			await limiter.consume(person);
			return { pass: true };
		} catch (refused) {
			if (!(refused instanceof RateLimiterRes)) throw refused;
			return { pass: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
		}
	};
}
