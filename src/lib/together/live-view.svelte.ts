/**
 * A live consult as a screen reads it: what the line says becomes state that Svelte watches. The record is folded here once for
 * everybody, up to now or, while somebody looks back, up to that moment; nothing is written into the past.
 */
import { fold } from '#lib/consult/record/fold.ts';
import type { Consultation } from '#lib/consult/record/fold.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import { recordRoom } from '#lib/consult/record/record-room.ts';
import type { RecordRoom } from '#lib/consult/record/record-room.ts';
import type { LineState, LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { Refused } from '#lib/consult/live/refused.ts';
import type { RosterPerson } from '#lib/consult/live/roster.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import { peopleOf } from './people.ts';
import type { Person } from './people.ts';

export class LiveView {
	readonly live: LiveConsult;
	/** Made anew with each change of that part: whoever asks through it hears of the next one. */
	#line: { readonly live: LiveConsult };
	#record: { readonly live: LiveConsult };
	#roster: { readonly live: LiveConsult };
	/** The server's number up to which the record is shown; null: all of it. */
	#past = $state.raw<number | null>(null);

	readonly #whole: readonly Recorded[] = $derived.by(() => [...this.#record.live.recorded]);
	readonly #told: readonly Recorded[] = $derived.by(() => {
		const [all, past] = [this.#whole, this.#past];
		return past === null ? all : all.filter(({ seq }) => seq !== null && seq <= past);
	});
	readonly consultation: Consultation = $derived.by(() => fold(this.#told));
	readonly #people: ReadonlyMap<string, Person> = $derived.by(() => peopleOf(this.#roster.live.people));
	/** Who is here now, in the order in which they first came. */
	readonly roster: readonly RosterPerson[] = $derived.by(() =>
		this.#roster.live.roster.toSorted((a, b) => a.place - b.place),
	);

	constructor(live: LiveConsult) {
		this.live = live;
		this.#line = $state.raw({ live });
		this.#record = $state.raw({ live });
		this.#roster = $state.raw({ live });
	}

	/** Before anything else listens. Returns the way to stop. */
	start(): () => void {
		return this.live.listen((what) => {
			if (what === 'line') this.#line = { live: this.live };
			if (what === 'record') this.#record = { live: this.live };
			if (what === 'roster') this.#roster = { live: this.live };
		});
	}

	get line(): LineState {
		return this.#line.live.line;
	}
	/** When the record was last read without a line, ms; null: never. */
	get readAt(): number | null {
		return this.#line.live.readAt;
	}
	get elsewhere(): boolean {
		return this.#line.live.elsewhere;
	}
	/** What the record still holds; what is written here and not stored counts. */
	get room(): RecordRoom {
		return recordRoom(this.#whole.length);
	}
	/** How many events are written here and not stored. */
	get unsent(): number {
		return this.#record.live.unsent;
	}
	get refused(): readonly Refused[] {
		return [...this.#record.live.refused];
	}
	/** null until the server has said it. */
	get state(): ConsultState | null {
		return this.#roster.live.state;
	}
	get you(): number | null {
		return this.#roster.live.you;
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
		return this.#roster.live.people.find((one) => one.place === place) ?? null;
	}
}
