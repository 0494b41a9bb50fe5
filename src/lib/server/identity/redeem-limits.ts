import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * In front of every redemption, before any work: a whole hospital may share one address, so the limit of one address is for
 * robots, and the global one keeps the PIN's slow hash from becoming a way to exhaust the machine.
 */
export type RedeemLimits = (address: string) => Promise<LimitAnswer>;

export type LimitAnswer =
	{ readonly pass: true } | { readonly pass: false; readonly retryAfterSeconds: number };

const perMinute = { address: 120, everybody: 900 };

export function createRedeemLimits(): RedeemLimits {
	const address = new RateLimiterMemory({ points: perMinute.address, duration: 60 });
	const everybody = new RateLimiterMemory({ points: perMinute.everybody, duration: 60 });
	return async (from) => {
		try {
			await address.consume(from);
			await everybody.consume('everybody');
			return { pass: true };
		} catch (refused) {
			if (!(refused instanceof RateLimiterRes)) throw refused;
			return { pass: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
		}
	};
}
