/**
 * Where others point, on the picture at hand. A name stands at a pointer for two seconds after it came or woke; a laser's trail
 * fades; nothing of it is kept. Reading quietly, this screen tells nothing.
 */
import type { FastMessage, Spot } from '#lib/consult/live/fast-message.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';
import type { PointedPlace, ShownPointer } from '#lib/viewer/marks/mark.ts';
import { personColour } from './annotation-sync.svelte.ts';
import { spotOf, spotOn } from './spot.ts';

interface Pointed {
	readonly spot: Spot;
	readonly laser: boolean;
	/** oldest first, with when each was heard, ms */
	readonly trail: readonly { readonly spot: Spot; readonly at: number }[];
	readonly namedAt: number;
	readonly at: number;
}

const namedMs = 2000;
/** Still for so long, a pointer that moves again is named again. */
const asleepMs = 4000;
const trailMs = 900;
/** The hand has left the mouse: a pointer that nobody moves goes, too. */
const goneMs = 20_000;
const tickMs = 100;

export interface Showing {
	readonly stack: readonly StackFrame[];
	readonly index: number;
}

export class PointerSync {
	readonly #together: Together;
	readonly #now: () => number;
	#pointed = $state.raw<ReadonlyMap<number, Pointed>>(new Map());
	#tick = $state(0);
	#timer: ReturnType<typeof setInterval> | null = null;

	constructor(together: Together, now: () => number = () => performance.now()) {
		this.#together = together;
		this.#now = now;
	}

	/** Returns the way to stop. */
	start(): () => void {
		const { live } = this.#together.view;
		const ends = [
			live.hear((from, message) => message.kind === 'pointer' && this.#hear(from, message)),
			live.listen((what) => what === 'roster' && this.#dropGone()),
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

	/** Those that fall on the picture at hand. */
	on({ stack, index }: Showing): readonly ShownPointer[] {
		void this.#tick;
		const { view } = this.#together;
		const shown = stack[index];
		if (shown === undefined || view.past !== null) return [];
		const now = this.#now();
		const here = (spot: Spot): PointedPlace | null => {
			const at = spotOn(spot, stack, index);
			return at === null
				? null
				: { space: 'picture', instance: shown.instance.uid, frame: shown.frame, at };
		};
		return [...this.#pointed].flatMap(([place, pointed]) => {
			const person = view.atPlace(place);
			const at = here(pointed.spot);
			if (person === null || at === null) return [];
			const fresh = pointed.trail.filter((one) => now - one.at < trailMs);
			return [
				{
					id: `pointer-${place}`,
					place: at,
					name: now - pointed.namedAt < namedMs ? person.name : '',
					colour: personColour(person.colour),
					trail: pointed.laser ? fresh.flatMap((one) => here(one.spot) ?? []) : [],
				},
			];
		});
	}

	#hear(from: number, { spot, laser }: FastMessage & { kind: 'pointer' }): void {
		const pointed = new Map(this.#pointed);
		if (spot === null) pointed.delete(from);
		else {
			const now = this.#now();
			const last = pointed.get(from);
			const trail = (last?.trail ?? []).filter((one) => now - one.at < trailMs);
			pointed.set(from, {
				spot,
				laser,
				trail: laser ? [...trail, { spot, at: now }] : [],
				namedAt: last === undefined || now - last.at > asleepMs ? now : last.namedAt,
				at: now,
			});
		}
		this.#pointed = pointed;
		if (pointed.size > 0) this.#timer ??= setInterval(() => this.#fade(), tickMs);
	}

	/** Names and trails go without anybody saying so. */
	#fade(): void {
		this.#tick++;
		const now = this.#now();
		const fresh = new Map([...this.#pointed].filter(([, { at }]) => now - at < goneMs));
		if (fresh.size < this.#pointed.size) this.#pointed = fresh;
		if (fresh.size === 0) this.#rest();
	}

	#dropGone(): void {
		const here = new Set(this.#together.view.live.roster.map(({ place }) => place));
		if ([...this.#pointed.keys()].some((place) => !here.has(place)))
			this.#pointed = new Map([...this.#pointed].filter(([place]) => here.has(place)));
	}

	#rest(): void {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}
}
