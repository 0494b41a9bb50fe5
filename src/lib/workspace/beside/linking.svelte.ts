/**
 * Two picture places that scroll together. Whichever moves leads and the other goes to the slice at the same place (`slice-link.ts`).
 * In one frame of reference they are linked from the start; in two only when the reader says so, at the places that they have
 * brought together by eye. Another series ends the link, since nothing is known of its offset.
 *
 * off -> on   the reader's tap; two series of one frame of reference
 * on  -> off  a tap; another series in either place
 * held        somebody else leads both: nothing moves by itself here
 */
import { untrack } from 'svelte';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';
import { isOff, linkOf, partnerOf } from './slice-link.ts';
import type { NoLink, Partner, SliceLink } from './slice-link.ts';

/** What of a viewport is linked. */
export interface Scrolled {
	readonly stack: readonly StackFrame[];
	readonly index: number;
	scrollTo(index: number): void;
}

export class Linking {
	readonly #first: Scrolled;
	readonly #second: Scrolled;
	#link = $state.raw<SliceLink | null>(null);
	#why = $state.raw<NoLink | null>(null);
	#held = $state(false);
	/** Where each was seen last: a change from here is somebody's doing. */
	#at: { first: number; second: number } = { first: -1, second: -1 };
	#stacks: readonly [Scrolled['stack'], Scrolled['stack']] | null = null;

	/** The slice of the second place that belongs to what the first shows. null: not linked, or there is none. */
	readonly #partner: Partner | null = $derived.by(() => {
		const link = this.#link;
		return link === null ? null : partnerOf(link, 'second', this.#first, this.#second);
	});

	constructor(first: Scrolled, second: Scrolled) {
		this.#first = first;
		this.#second = second;
	}

	get on(): boolean {
		return this.#link !== null;
	}
	/** Linked by the patient's own coordinates, not by eye. */
	get same(): boolean {
		return this.#link?.same === true;
	}
	/** Why the last attempt was refused. */
	get why(): NoLink | null {
		return this.#why;
	}
	get held(): boolean {
		return this.#held;
	}
	/** The second place's series doesn't reach where the first one is: mm to its nearest slice. null: it does. */
	get off(): number | null {
		const [link, partner] = [this.#link, this.#partner];
		if (link === null || partner === null || !isOff(partner, this.#second.stack, link)) return null;
		return Math.abs(partner.apart);
	}

	/** Somebody else moves both; when they no more do, what lies in one frame of reference is linked again. */
	hold(held: boolean): void {
		if (held === this.#held) return;
		this.#held = held;
		this.#end();
		if (!held) this.#link = this.#sameLink();
	}

	toggle(led: 'first' | 'second'): void {
		if (this.#held) return;
		if (this.#link === null) this.link(led);
		else this.#end();
	}

	/** `led` is the place that joins the other: in one frame of reference it goes there at once. */
	link(led: 'first' | 'second'): void {
		const found = linkOf(this.#first, this.#second);
		this.#link = found.ok ? found.value : null;
		this.#why = found.ok ? null : found.reason;
		if (found.ok && found.value.same) this.#lead(led === 'first' ? 'second' : 'first');
	}

	/** Watches both; returns the way to stop. */
	start(): () => void {
		return $effect.root(() => {
			$effect(() => {
				const stacks = [this.#first.stack, this.#second.stack] as const;
				untrack(() => this.#changed(stacks));
			});
			$effect(() => {
				const { index } = this.#first;
				untrack(() => this.#moved('first', index));
			});
			$effect(() => {
				const { index } = this.#second;
				untrack(() => this.#moved('second', index));
			});
		});
	}

	#changed(stacks: readonly [Scrolled['stack'], Scrolled['stack']]): void {
		const [before] = [this.#stacks];
		if (before !== null && before[0] === stacks[0] && before[1] === stacks[1]) return;
		this.#stacks = stacks;
		this.#end();
		this.#at = { first: this.#first.index, second: this.#second.index };
		if (this.#held) return;
		this.#link = this.#sameLink();
		// The one that just came joins the one that stood.
		this.#lead(before !== null && before[1] === stacks[1] ? 'second' : 'first');
	}

	#sameLink(): SliceLink | null {
		const found = linkOf(this.#first, this.#second);
		return found.ok && found.value.same ? found.value : null;
	}

	#moved(who: 'first' | 'second', index: number): void {
		if (index === this.#at[who]) return;
		this.#at[who] = index;
		if (!this.#held) this.#lead(who);
	}

	/** The other goes to where this one is. */
	#lead(who: 'first' | 'second'): void {
		const link = this.#link;
		if (link === null) return;
		const led = who === 'first' ? 'second' : 'first';
		const [from, to] = who === 'first' ? [this.#first, this.#second] : [this.#second, this.#first];
		const partner = partnerOf(link, led, from, to);
		if (partner === null || partner.index === to.index) return;
		this.#at[led] = partner.index;
		to.scrollTo(partner.index);
	}

	#end(): void {
		this.#link = null;
		this.#why = null;
	}
}
