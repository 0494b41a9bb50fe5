/**
 * Consent as the decisions want it. An answer is fresh for 20 seconds, so that an open view, judged every half minute, hears of
 * a withdrawal within a minute even when nobody sends word of it. While the service doesn't answer, a permission not older than
 * five minutes still holds (access.md 3.5); a refusal or silence never becomes a permission.
 *
 * For a study that isn't there, or isn't anyone's, a patient is asked for that doesn't exist: whoever measures how long a
 * refusal takes learns nothing (threat 1). Refusals are given at whole steps of time besides. How often one person may make us
 * ask in vain is bounded: the service isn't ours.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '#lib/base/clock.ts';
import type { Consent } from '#lib/access/standing.ts';
import type { ConsentQuestion, ConsentSource } from './consent-source.ts';

export const consentFreshMs = 20_000;
export const consentLongestMs = 5 * 60_000;
const silentMs = 5_000;
const mostKept = 5_000;
const vainPerMinute = 30;
const refusalStepMs = 100;

export interface ConsentAsked {
	/** whose question it is: personId */
	readonly person: string;
	readonly study: string;
	/** null: unknown, or nobody's patient */
	readonly patient: { readonly id: string; readonly custodian: string } | null;
	/** hcode acted for */
	readonly recipient: string;
}

interface Kept {
	/** the last that was said */
	readonly consent: Consent;
	readonly at: number;
	/** when it was last asked for, in vain or not */
	readonly triedAt: number;
}

export class Consents {
	readonly #source: ConsentSource;
	readonly #clock: Clock;
	readonly #kept = new Map<string, Kept>();
	readonly #asking = new Map<string, Promise<Consent>>();
	readonly #vain: VainTries;
	/** Words of change so far: an answer that was on its way meanwhile is not kept. */
	#words = 0;

	constructor(source: ConsentSource, clock: Clock) {
		this.#source = source;
		this.#clock = clock;
		this.#vain = new VainTries(clock);
	}

	async of(asked: ConsentAsked): Promise<Consent> {
		const key = `${asked.recipient} ${asked.study}`;
		const kept = this.#kept.get(key);
		if (kept !== undefined && this.#clock() - kept.triedAt < freshMs(kept)) return this.#standing(kept);
		const going = this.#asking.get(key);
		if (going !== undefined) return going;
		if (!this.#vain.begin(asked.person)) return { state: 'unavailable' };
		const answer = this.#ask(key, asked).finally(() => {
			if (this.#asking.get(key) === answer) this.#asking.delete(key);
		});
		this.#asking.set(key, answer);
		return answer;
	}

	/** Word came that something changed: whoever asks about this study next is answered anew. */
	forget(study: string): void {
		this.#words++;
		for (const kept of [this.#kept, this.#asking])
			for (const key of kept.keys()) if (key.endsWith(` ${study}`)) kept.delete(key);
	}

	async #ask(key: string, asked: ConsentAsked): Promise<Consent> {
		const startedAt = performance.now();
		const words = this.#words;
		const said = await this.#source.ask(question(asked));
		const now = this.#clock();
		const before = this.#kept.get(key);
		const kept: Kept =
			said.state === 'unavailable' && before !== undefined
				? { ...before, triedAt: now }
				: { consent: said, at: now, triedAt: now };
		if (words === this.#words) this.#keep(key, kept);
		const consent = this.#standing(kept);
		if (consent.state === 'yes') this.#vain.refund(asked.person);
		else await untilNextStep(startedAt);
		return consent;
	}

	#standing({ consent, at }: Kept): Consent {
		return this.#clock() - at < consentLongestMs ? consent : { state: 'unavailable' };
	}

	#keep(key: string, kept: Kept): void {
		this.#kept.delete(key);
		this.#kept.set(key, kept);
		if (this.#kept.size <= mostKept) return;
		const [oldest] = this.#kept.keys();
		if (oldest !== undefined) this.#kept.delete(oldest);
	}
}

/** A service that was silent is asked again sooner than one that spoke. */
function freshMs({ at, triedAt }: Kept): number {
	return at === triedAt ? consentFreshMs : silentMs;
}

/** How often a person made us ask in this minute without getting a permission. */
class VainTries {
	readonly #clock: Clock;
	#minute = 0;
	#tries = new Map<string, number>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	begin(person: string): boolean {
		const minute = Math.floor(this.#clock() / 60_000);
		if (minute !== this.#minute) this.#tries = new Map();
		this.#minute = minute;
		const tries = this.#tries.get(person) ?? 0;
		if (tries >= vainPerMinute) return false;
		this.#tries.set(person, tries + 1);
		return true;
	}

	refund(person: string): void {
		this.#tries.set(person, Math.max(0, (this.#tries.get(person) ?? 0) - 1));
	}
}

function question({ patient, recipient }: ConsentAsked): ConsentQuestion {
	return patient === null
		? { patient: randomUUID(), custodian: recipient, recipient }
		: { patient: patient.id, custodian: patient.custodian, recipient };
}

async function untilNextStep(startedAt: number): Promise<void> {
	const taken = performance.now() - startedAt;
	await wait(refusalStepMs - (taken % refusalStepMs));
}
