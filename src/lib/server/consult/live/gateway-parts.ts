import type { Clock } from '#lib/base/clock.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';

export interface GatewayParts {
	readonly db: Database;
	readonly clock: Clock;
	readonly live: LiveHub;
	/** null: no such consult for this person */
	readonly seatOf: (staff: Staff, consult: string, now: number) => Promise<Seat | null>;
	/** how often each line is asked for a sign of life; tests are less patient */
	readonly beatMs?: number;
	/** how long a process that says nothing keeps its rooms (`ownership.ts`); tests are less patient */
	readonly aliveMs?: number;
}
