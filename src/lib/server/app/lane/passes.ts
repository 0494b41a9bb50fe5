/**
 * What was found out about a caller and a study a moment ago, so that the hundredth frame of a scroll asks nothing again. A pass is
 * given by the same code that judges every request, and holds only as long as nothing could have changed: it ends with any commit to the
 * database by anybody, this process or another (that is where links, sessions, memberships and consents' words stand), with any
 * signal to open screens (a consent taken back at a service outside is no commit), and after a second, for what ends by the clock.
 * A database that can't tell of commits gets no passes.
 */
import { hash } from 'node:crypto';
import type { Clock } from '#lib/base/clock.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Credentials } from '../identify.ts';

/** As things stood before a judgement began: what changes while it is on its way must not be passed over. */
export interface Moment {
	readonly mark: number;
	readonly signals: number;
	/** ms */
	readonly at: number;
}

interface Pass extends Moment {
	readonly principal: Principal;
}

/** ms */
export const longestPass = 1000;
const most = 2000;

export interface PassesParts {
	readonly live: Pick<LiveHub, 'listen'>;
	readonly clock: Clock;
	/** of the database; null: it can't tell */
	readonly changeMark: (() => number) | null;
}

export class Passes {
	readonly #parts: PassesParts;
	readonly #passes = new Map<string, Pass>();
	#signals = 0;

	constructor(parts: PassesParts) {
		this.#parts = parts;
		parts.live.listen(() => {
			this.#signals++;
			this.#passes.clear();
		});
	}

	/** null: nothing may be remembered. */
	now(): Moment | null {
		const { changeMark, clock } = this.#parts;
		return changeMark === null ? null : { mark: changeMark(), signals: this.#signals, at: clock() };
	}

	find(key: string, now: Moment): Principal | null {
		const pass = this.#passes.get(key);
		if (pass === undefined) return null;
		const { mark, signals, at, principal } = pass;
		const past = now.at < at || now.at - at >= longestPass;
		const over = principal.kind === 'anonymous' || now.at >= principal.expiresAt;
		if (mark === now.mark && signals === now.signals && !past && !over) return principal;
		this.#passes.delete(key);
		return null;
	}

	/** `since`: from before the caller was identified. */
	keep(key: string, principal: Principal, since: Moment): void {
		if (since.signals !== this.#signals) return;
		this.#passes.delete(key);
		this.#passes.set(key, { ...since, principal });
		if (this.#passes.size <= most) return;
		const [oldest] = this.#passes.keys();
		if (oldest !== undefined) this.#passes.delete(oldest);
	}
}

/** All that identifies a caller (a guest's cookie is also the proof of the device) and the study: never the tokens themselves. */
export function passKey({ authorization, session, staff, agent, study }: Credentials): string {
	return hash('sha256', JSON.stringify([authorization, session, staff, agent, study]), 'base64url');
}
