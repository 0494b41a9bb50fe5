/**
 * Programs that fetch the landing to preview a link: counted, and written down in sums, since each is no more than a page that is
 * the same for everybody (threat 7). One row in ten minutes at most: a robot can't bury the chain.
 */
import { errorFields, log } from '#lib/base/log.ts';
import type { Clock } from '#lib/base/clock.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

const everyMs = 10 * 60_000;

export class LandingVisits {
	readonly #db: Database;
	readonly #clock: Clock;
	#robots = 0;
	#line = 0;
	#since = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(db: Database, clock: Clock) {
		this.#db = db;
		this.#clock = clock;
	}

	/** People's visits are not previews: nothing is kept of them here. */
	visited(by: 'browser' | 'line' | 'robot'): void {
		if (by === 'browser') return;
		if (by === 'robot') this.#robots++;
		else this.#line++;
		if (this.#timer !== null) return;
		this.#since = this.#clock();
		const write = (): void =>
			void this.write().catch((error: unknown) => log('error', 'landing-visits-lost', errorFields(error)));
		this.#timer = setTimeout(write, everyMs);
		this.#timer.unref();
	}

	async write(): Promise<void> {
		if (this.#timer === null) return;
		clearTimeout(this.#timer);
		this.#timer = null;
		const counted = { robots: this.#robots, line: this.#line, since: this.#since };
		this.#robots = 0;
		this.#line = 0;
		const nobody = { who: 'anonymous', from: null, requestId: null };
		await transaction(this.#db, (trx) =>
			append(trx, { kind: 'landing-previewed', ...counted, ...nobody }, this.#clock()),
		);
	}
}
