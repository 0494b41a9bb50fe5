/** The lines into one room and the people behind them: several tabs of one person are one person at one place. */
import type { Clock } from '#lib/base/clock.ts';
import type { RosterPerson } from '#lib/consult/live/roster.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import { Allowance } from './allowance.ts';
import type { Line } from './line.ts';
import type { KnownPerson } from './people-store.ts';

export interface Participant {
	readonly person: string;
	/** as the server knows them (threat 13) */
	readonly name: string;
	readonly hospital: string;
	readonly role: KnownPerson['role'];
	/** Readers look and point; they write nothing. */
	readonly mayWrite: boolean;
	/** of the consult, as this person was last told */
	readonly state: ConsultState;
}

export interface Member {
	/** stands for the person, in all their tabs */
	readonly place: number;
	who: Participant;
	readonly line: Line;
	readonly allowance: Allowance;
	/** Its first sync was answered: from here on it hears of updates. */
	readonly joined: { record: boolean; draft: boolean };
	/** Something was refused: what follows on it is passed over until the client has begun anew with a step 1. */
	readonly deaf: { record: boolean; draft: boolean };
}

/** A line that broke comes back soon: nobody needs to see its owner leave meanwhile. */
const graceMs = 4000;
const colours = 8;

export class Participants {
	readonly #now: Clock;
	readonly #lines = new Map<Line, Member>();
	readonly #known: Map<string, KnownPerson>;
	readonly #leaving = new Map<number, NodeJS.Timeout>();
	/** The roster changed later, by nobody's frame. */
	readonly #left: () => void;

	constructor(known: readonly KnownPerson[], { now, left }: { now: Clock; left: () => void }) {
		this.#known = new Map(known.map((person) => [person.person, person]));
		this.#now = now;
		this.#left = left;
	}

	get lines(): number {
		return this.#lines.size;
	}

	get(line: Line): Member | undefined {
		return this.#lines.get(line);
	}

	all(): IterableIterator<Member> {
		return this.#lines.values();
	}

	/** Every place but this, to walk while lines leave. */
	copy(): readonly Member[] {
		return [...this.#lines.values()];
	}

	add(line: Line, who: Participant): Member {
		const { person, name, hospital, role } = who;
		const place = this.#known.get(person)?.place ?? this.#nextPlace();
		this.#known.set(person, { ...{ place, person, name, hospital, role }, colour: place % colours });
		const member: Member = {
			...{ place, who, line },
			allowance: new Allowance(this.#now),
			joined: { record: false, draft: false },
			deaf: { record: false, draft: false },
		};
		this.#lines.set(line, member);
		clearTimeout(this.#leaving.get(place));
		this.#leaving.delete(place);
		return member;
	}

	/** `kindly`: said goodbye, rather than broke. */
	remove(member: Member, kindly: boolean): void {
		this.#lines.delete(member.line);
		const { place } = member;
		if (kindly || this.#isOnLine(place)) return;
		const timer = setTimeout(() => {
			this.#leaving.delete(place);
			this.#left();
		}, graceMs);
		timer.unref();
		this.#leaving.set(place, timer);
	}

	end(): void {
		for (const timer of this.#leaving.values()) clearTimeout(timer);
		this.#leaving.clear();
	}

	roster(): RosterPerson[] {
		const writers = new Set(
			[...this.#lines.values()].filter(({ who }) => who.mayWrite).map(({ place }) => place),
		);
		const here = new Set([...this.#lines.values()].map(({ place }) => place));
		return [...this.#known.values()].map((known) => ({
			...known,
			mayWrite: writers.has(known.place),
			here: here.has(known.place) || this.#leaving.has(known.place),
		}));
	}

	#isOnLine(place: number): boolean {
		return [...this.#lines.values()].some((each) => each.place === place);
	}

	#nextPlace(): number {
		return Math.max(-1, ...[...this.#known.values()].map(({ place }) => place)) + 1;
	}
}
