/**
 * The second picture of two, between this screen and the others: told as view 1 of the layout, and laid here as the one who is followed
 * has it. Each screen arranges the two as it can (a phone shows one at a time); what stands in them is the same. The study is fetched
 * with the rights of whoever follows: who may not see it keeps the first picture and is told so.
 */
import { untrack } from 'svelte';
import type { Look } from '#lib/consult/record/event.ts';
import { having, nobody } from '#lib/together/by-place.ts';
import type { ByPlace } from '#lib/together/by-place.ts';
import type { ReadingSession } from '../reading-session.svelte.ts';
import { lookOf, placeIn, sameLook } from './look-place.ts';

export class SecondLook {
	/** The reader changed the second picture, or laid or took it away. */
	readonly #acted: () => void;
	#reading = $state.raw<ReadingSession | null>(null);
	/** the newest of everyone who told me; null: they have one picture */
	#told: ByPlace<Look | null> = nobody();
	/** asked for and not shown yet: its study or its place on screen is on its way */
	#waiting: Look | null = null;
	#last: Look | null = null;
	/** There was a second place, whatever stood in it. */
	#had = false;

	/** As it is seen here; null: there is no second picture. */
	readonly now: Look | null = $derived.by(() => {
		const beside = this.#reading?.beside ?? null;
		const shown = beside?.shown ?? null;
		if (beside === null || shown === null || this.#reading?.stage.kind !== 'pictures') return null;
		const { series, seen, stack, index } = beside.viewport;
		const place = stack[index];
		if (series === null || seen === null || place === undefined) return null;
		return lookOf(shown.study, { ...place, series }, seen);
	});

	constructor(acted: () => void) {
		this.#acted = acted;
	}

	/** The page's pictures, with what they were shown before; returns the way to let them go. */
	attach(reading: ReadingSession): () => void {
		this.#reading = reading;
		this.#last = null;
		this.#had = false;
		const stop = $effect.root(() => {
			$effect(() => {
				const { now } = this;
				const has = reading.beside !== null;
				untrack(() => this.#notice(now, has));
			});
		});
		return () => {
			stop();
			if (this.#reading === reading) this.#reading = null;
		};
	}

	hear(from: number, look: Look | null): void {
		this.#told = having(this.#told, from, look);
	}

	/** As that person has it. */
	follow(whom: number): void {
		const told = this.#told.get(whom);
		if (told === undefined) return;
		if (told === null) this.#takeAway();
		else this.#show(told);
	}

	/** Nobody leads here any more: what was on its way doesn't come over what the reader does next. */
	leave(): void {
		this.#waiting = null;
	}

	#show(look: Look): void {
		const reading = this.#reading;
		if (reading === null) return;
		const { beside } = reading;
		const shown = beside?.shown ?? null;
		if (beside === null || shown === null || shown.study.study !== look.study) {
			this.#waiting = look;
			// On its way, or refused here: it isn't asked for with each move of the one who shows it.
			if (beside?.asked !== look.study) reading.lay(look.study).catch(() => (this.#waiting = null));
			return;
		}
		const place = placeIn(shown.study, look);
		if (place === null) return;
		if (beside.viewport.series !== place.series) beside.openAt(shown.study, place.series, place.at);
		beside.viewport.wear(place.at, look);
		this.#last = this.now;
		// No room on screen yet: once more when there is.
		this.#waiting = this.now === null ? look : null;
	}

	#takeAway(): void {
		this.#waiting = null;
		this.#reading?.unlay();
		this.#last = null;
		this.#had = false;
	}

	#notice(now: Look | null, has: boolean): void {
		const closed = this.#had && !has;
		this.#had = has;
		if (closed) this.#waiting = null;
		// A document lies over both, and whoever led to it has said so: the second picture stands behind it as it was.
		if (!closed && this.#reading?.stage.kind !== 'pictures') return;
		if (this.#waiting !== null && now?.study === this.#waiting.study) {
			this.#show(this.#waiting);
			return;
		}
		const own = now === null || this.#last === null ? now !== this.#last : !sameLook(this.#last, now);
		this.#last = now;
		if (closed || (own && this.#waiting === null)) this.#acted();
	}
}
