import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { lockIdleSessions } from '#lib/server/identity/staff-lock.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';

const everyMs = 10_000;

/**
 * Puts idle locks on record and tells open screens, which lock by their own clock too; what is served is judged at each request
 * and waits for none of this.
 */
export function startIdleLocks(db: Database, clock: Clock, live: LiveHub): { stop(): Promise<void> } {
	let sweeping: Promise<void> = Promise.resolve();
	async function sweep(): Promise<void> {
		for (const session of await lockIdleSessions(db, clock()))
			live.tell({ kind: 'session-changed', session });
	}
	const timer = setInterval(() => {
		sweeping = sweeping
			.then(sweep)
			.catch((error: unknown) => log('error', 'idle-locks-failed', errorFields(error)));
	}, everyMs);
	timer.unref();
	return {
		stop: async () => {
			clearInterval(timer);
			await sweeping;
		},
	};
}
