/**
 * Where others point. A place in the patient is shown on whatever picture it lies on, which the picture says; a laser's trail
 * fades; nothing of it is kept. Reading quietly, this screen tells nothing.
 */
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import { having, nobody, ofThose, only } from '#lib/together/by-place.ts';
import type { ByPlace } from '#lib/together/by-place.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import type { PointedPlace, ShownPointer } from '#lib/viewer/marks/mark.ts';
import { personColour } from './annotation-sync.svelte.ts';
import { placeOf, spotOf } from './spot.ts';

interface Pointed {
	readonly place: PointedPlace;
	/** of a laser, oldest first, with when each was heard, ms; empty: a plain pointer */
	readonly trail: readonly { readonly place: PointedPlace; readonly at: number }[];
	readonly at: number;
}

const trailMs = 900;
/** The hand has left the mouse: a pointer that nobody moves goes, too. */
const goneMs = 20_000;
const tickMs = 100;

export class PointerSync {
	readonly #together: Together;
	readonly #now: () => number;
	#pointed = $state.raw<ByPlace<Pointed>>(nobody());
	#timer: ReturnType<typeof setInterval> | null = null;

	readonly shown: readonly ShownPointer[] = $derived.by(() => {
		const { view } = this.#together;
		if (view.past !== null) return [];
		return [...this.#pointed].flatMap(([from, { place, trail }]) => {
			const person = view.atPlace(from);
			if (person === null) return [];
			const colour = personColour(person.colour);
			const line = trail.map((one) => one.place);
			return [{ id: `pointer-${from}`, place, name: person.name, colour, trail: line }];
		});
	});

	constructor(together: Together, now: () => number = () => performance.now()) {
		this.#together = together;
		this.#now = now;
	}

	/** Returns the way to stop. */
	start(): () => void {
		const { live } = this.#together.view;
		const ends = [
			live.hear((from, message) => message.kind === 'pointer' && this.#hear(from, message)),
			live.listen((what) => {
				if (what === 'roster') this.#pointed = ofThose(this.#pointed, live.roster);
			}),
		];
		return () => {
			ends.forEach((end) => end());
			this.#rest();
		};
	}

	tell(place: PointedPlace | null, laser: boolean): void {
		const { presence, view } = this.#together;
		if (presence.mine.quiet || view.past !== null) return;
		view.live.send({ kind: 'pointer', spot: place === null ? null : spotOf(place), laser });
	}

	#hear(from: number, { spot, laser }: FastMessage & { kind: 'pointer' }): void {
		if (spot === null) {
			this.#pointed = only(this.#pointed, (_, place) => place !== from);
			return;
		}
		const at = this.#now();
		const place = placeOf(spot);
		const before = laser ? (this.#pointed.get(from)?.trail ?? []) : [];
		const trail = laser ? [...fresh(before, at), { place, at }] : [];
		this.#pointed = having(this.#pointed, from, { place, trail, at });
		this.#timer ??= setInterval(() => this.#fade(), tickMs);
	}

	/** Trails go without anybody saying so. */
	#fade(): void {
		const now = this.#now();
		let pointed = only(this.#pointed, ({ at }) => now - at < goneMs);
		for (const [from, one] of pointed) {
			const trail = fresh(one.trail, now);
			if (trail.length < one.trail.length) pointed = having(pointed, from, { ...one, trail });
		}
		this.#pointed = pointed;
		if (pointed.size === 0) this.#rest();
	}

	#rest(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}
}

function fresh(trail: Pointed['trail'], now: number): Pointed['trail'] {
	return trail.filter(({ at }) => now - at < trailMs);
}
