/**
 * What this screen looks at, told to those who want to see it; and what the one it follows looks at, shown here. Only state goes
 * over the line (which picture, which window, what stands in the middle), when it changes and only while somebody follows: from
 * the viewport's own numbers, never from what was painted. Whatever changes here that didn't come from the one who is followed is
 * the reader's own act, and ends the following at once.
 */
import { untrack } from 'svelte';
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import type { Look } from '#lib/consult/record/event.ts';
import { having, nobody } from '#lib/together/by-place.ts';
import type { ByPlace } from '#lib/together/by-place.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import type { ReadingSession } from '../reading-session.svelte.ts';
import { lookOf, placeIn, sameLook } from './look-place.ts';

/** A picture that comes sooner than this was never late. */
const lateMs = 400;
/** The reader has left the picture alone. */
const restMs = 8000;

export type FollowLoad = number | 'gone' | null;

export class LookSync {
	readonly #together: () => Together;
	readonly #openStudy: (look: Look) => Promise<boolean>;
	#reading = $state.raw<ReadingSession | null>(null);
	/** the newest look of everyone who showed me theirs */
	#looks: ByPlace<Look> = nobody();
	/** asked for and not shown yet: its study is on its way */
	#waiting: Look | null = null;
	/** what the viewport made of the look that was put on last */
	#applied: Look | null = null;
	#last: Look | null = null;
	#actedAt = -Infinity;
	#gone = $state.raw(false);
	#late = $state.raw(false);

	/** The picture at hand as it is seen; null: none. */
	readonly now: Look | null = $derived.by(() => {
		const reading = this.#reading;
		if (reading === null || reading.stage.kind !== 'pictures') return null;
		const { viewport } = reading;
		const { series, seen } = viewport;
		const place = viewport.stack[viewport.index];
		if (series === null || seen === null || place === undefined) return null;
		return lookOf(reading.study, { ...place, series }, seen);
	});
	/** Of the followed picture: its place while it is on its way; that it isn't here. */
	readonly load: FollowLoad = $derived.by(() => {
		if (this.#gone) return 'gone';
		return this.#late ? (this.#reading?.viewport.index ?? 0) + 1 : null;
	});

	/** `openStudy`: shows another study of the consult; this goes on when it has come. */
	constructor(together: () => Together, openStudy: (look: Look) => Promise<boolean>) {
		this.#together = together;
		this.#openStudy = openStudy;
	}

	start(): () => void {
		const { live } = this.#together().view;
		return live.hear((from, message) => {
			if (message.kind === 'look') this.#hear(from, message);
			if (message.kind === 'here' && this.#whom === from) this.show(message.look);
		});
	}

	/** The reader hasn't touched the picture for a while. */
	resting(): boolean {
		return performance.now() - this.#actedAt > restMs;
	}
	/** Drawing is work on the picture too. */
	busy(): void {
		this.#actedAt = performance.now();
	}

	/** The page's pictures; returns the way to let them go. */
	attach(reading: ReadingSession): () => void {
		this.#reading = reading;
		this.#applied = null;
		this.#last = null;
		const stop = $effect.root(() => {
			$effect(() => this.#tell());
			$effect(() => {
				const { now } = this;
				untrack(() => this.#notice(now));
			});
			$effect(() => this.#watchLoad(reading));
			$effect(() => {
				const { following } = this.#together().presence;
				untrack(() => this.#begin(following.kind === 'following' ? following.whom : null));
			});
		});
		return () => {
			stop();
			if (this.#reading === reading) this.#reading = null;
		};
	}

	/** Shows a picture as it was seen. False: it isn't in what is at hand. */
	show(look: Look): boolean {
		const reading = this.#reading;
		if (reading === null || look.study !== reading.study.study) {
			const already = this.#waiting?.study === look.study;
			this.#waiting = look;
			if (reading !== null && !already) this.#open(look);
			return true;
		}
		const place = placeIn(reading.study, look);
		this.#gone = place === null;
		if (place === null) return false;
		this.#waiting = null;
		if (reading.stage.kind !== 'pictures' || reading.viewport.series !== place.series)
			reading.openAt(place.series, place.at);
		reading.viewport.wear(place.at, look);
		this.#applied = this.now;
		// No room on screen yet: once more when there is.
		if (this.#applied === null) this.#waiting = look;
		this.#last = this.#applied;
		return true;
	}

	#open(look: Look): void {
		void this.#openStudy(look).then((opened) => {
			if (!opened) this.#waiting = null;
		});
	}

	get #whom(): number | null {
		return this.#together().presence.mine.following;
	}

	/** A new follower is told what is seen, though nothing changed. */
	#tell(): void {
		const { presence, view } = this.#together();
		const look = this.now;
		// Read whatever comes of it: a new follower is a reason to tell.
		const { followers, mine } = presence;
		if (look === null || mine.quiet || view.past !== null) return;
		if (!mine.presenting && followers.length === 0) return;
		view.live.send({ kind: 'look', view: 0, layout: { rows: 1, columns: 1 }, active: true, look });
	}

	#notice(now: Look | null): void {
		if (now === null) return;
		if (this.#waiting !== null && this.#waiting.study === now.study) {
			this.show(this.#waiting);
			return;
		}
		const own = this.#last !== null && !sameLook(this.#last, now);
		this.#last = now;
		if (!own) return;
		this.#actedAt = performance.now();
		if (this.#whom !== null) this.#together().presence.acted();
	}

	#begin(whom: number | null): void {
		this.#gone = false;
		const look = whom === null ? undefined : this.#looks.get(whom);
		if (look !== undefined) this.show(look);
	}

	#watchLoad(reading: ReadingSession): (() => void) | undefined {
		const { presence } = this.#together();
		const { kind } = reading.viewport.state;
		const coming = presence.following.kind === 'following' && (kind === 'loading' || kind === 'preview');
		const be = (late: boolean): void => {
			this.#late = late;
			presence.load(late);
		};
		if (!coming) {
			untrack(() => be(false));
			return undefined;
		}
		const timer = setTimeout(() => be(true), lateMs);
		return () => clearTimeout(timer);
	}

	#hear(from: number, { look, active }: FastMessage & { kind: 'look' }): void {
		if (!active) return;
		this.#looks = having(this.#looks, from, look);
		if (this.#whom === from) this.show(look);
	}
}
