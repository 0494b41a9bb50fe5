/**
 * A live consult as a screen reads it: what the line says becomes state that Svelte watches. The record is folded here once for
 * everybody, up to now or, while somebody looks back, up to that moment; nothing is written into the past.
 */
import { fold } from '#lib/consult/record/fold.ts';
import type { Consultation } from '#lib/consult/record/fold.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import type { LineState, LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { Refused } from '#lib/consult/live/refused.ts';
import type { RosterPerson } from '#lib/consult/live/roster.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import { initialsOf } from './initials.ts';

/** An author as shown beside their work. */
export interface Person {
	readonly name: string;
	readonly hospital: string;
	readonly initials: string;
	readonly colour: number;
}

export class LiveView {
	readonly live: LiveConsult;
	/** How often each has changed. Counted for everybody: a subscriber's own turn may come after that of one who asks. */
	#changes = $state({ line: 0, record: 0, roster: 0 });
	/** The server's number up to which the record is shown; null: all of it. */
	#past = $state.raw<number | null>(null);

	readonly #whole: readonly Recorded[] = $derived.by(() => {
		void this.#changes.record;
		return [...this.live.recorded];
	});
	readonly #told: readonly Recorded[] = $derived.by(() => {
		const [all, past] = [this.#whole, this.#past];
		return past === null ? all : all.filter(({ seq }) => seq !== null && seq <= past);
	});
	readonly consultation: Consultation = $derived.by(() => fold(this.#told));
	readonly #people: ReadonlyMap<string, Person> = $derived.by(() => {
		void this.#changes.roster;
		return new Map(
			this.live.people.map(({ person, name, hospital, colour }) => [
				person,
				{ name, hospital, colour, initials: initialsOf(name) },
			]),
		);
	});
	/** Who is here now, in the order in which they first came. */
	readonly roster: readonly RosterPerson[] = $derived.by(() => {
		void this.#changes.roster;
		return this.live.roster.toSorted((a, b) => a.place - b.place);
	});

	constructor(live: LiveConsult) {
		this.live = live;
	}

	/** Before anything else listens. Returns the way to stop. */
	start(): () => void {
		return this.live.listen((what) => {
			if (what !== 'draft') this.#changes[what]++;
		});
	}

	get line(): LineState {
		void this.#changes.line;
		return this.live.line;
	}
	/** How many events are written here and not stored. */
	get unsent(): number {
		void this.#changes.record;
		void this.#changes.line;
		return this.live.unsent;
	}
	get refused(): readonly Refused[] {
		void this.#changes.record;
		return [...this.live.refused];
	}
	/** null until the server has said it. */
	get state(): ConsultState | null {
		void this.#changes.roster;
		return this.live.state;
	}
	get you(): number | null {
		void this.#changes.roster;
		return this.live.you;
	}
	/** All events in the order in which they count, whatever moment is shown. */
	get recorded(): readonly Recorded[] {
		return this.#whole;
	}

	get past(): number | null {
		return this.#past;
	}
	lookBack(seq: number | null): void {
		this.#past = seq;
	}

	/** Whoever wrote something once is known for ever; before the first roster nobody is. */
	personOf(id: string): Person {
		return this.#people.get(id) ?? { name: '…', hospital: '', initials: '…', colour: 0 };
	}
	atPlace(place: number): RosterPerson | null {
		void this.#changes.roster;
		return this.live.people.find((one) => one.place === place) ?? null;
	}
}
