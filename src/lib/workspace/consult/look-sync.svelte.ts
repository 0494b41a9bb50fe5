/**
 * What this screen looks at, told to those who want to see it; and what the one it follows looks at, shown here. Only state goes
 * over the line (which picture, which window, what stands in the middle), when it changes and only while somebody follows: from
 * the viewport's own numbers, never from what was painted. Whatever changes here that didn't come from the one who is followed is
 * the reader's own act, and ends the following at once.
 */
import { untrack } from 'svelte';
import type { DocumentInstance } from '#lib/archive/manifest.ts';
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

type Paper = FastMessage & { readonly kind: 'paper' };

export type FollowLoad = number | 'gone' | null;

export class LookSync {
	readonly #together: () => Together;
	readonly #openStudy: (what: { readonly study: string }) => Promise<boolean>;
	#reading = $state.raw<ReadingSession | null>(null);
	/** the newest of everyone who showed me theirs */
	#shown: ByPlace<Look | Paper> = nobody();
	/** asked for and not shown yet: its study is on its way */
	#waiting: Look | Paper | null = null;
	/** what the viewport made of the look that was put on last */
	#applied: Look | null = null;
	#last: Look | null = null;
	/** The document that was shown last, by its instance; null: a picture since. */
	#lastPaper: string | null = null;
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
	/** The document at hand; null: none. */
	readonly paper: Paper | null = $derived.by(() => {
		const reading = this.#reading;
		if (reading?.stage.kind !== 'document') return null;
		const { series, document } = reading.stage;
		return { kind: 'paper', study: reading.study.study, series: series.uid, instance: document.uid };
	});
	/** Of the followed picture: its place while it is on its way; that it isn't here. */
	readonly load: FollowLoad = $derived.by(() => {
		if (this.#gone) return 'gone';
		return this.#late ? (this.#reading?.viewport.index ?? 0) + 1 : null;
	});

	/** `openStudy`: shows another study of the consult; this goes on when it has come. */
	constructor(together: () => Together, openStudy: (what: { readonly study: string }) => Promise<boolean>) {
		this.#together = together;
		this.#openStudy = openStudy;
	}

	start(): () => void {
		const { live } = this.#together().view;
		return live.hear((from, message) => {
			if (message.kind === 'look' && message.active) this.#hear(from, message.look);
			if (message.kind === 'paper') this.#hear(from, message);
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
				const { now, paper } = this;
				untrack(() => {
					this.#notice(now);
					this.#noticePaper(paper);
				});
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
		this.#lastPaper = null;
		this.#applied = this.now;
		// No room on screen yet: once more when there is.
		if (this.#applied === null) this.#waiting = look;
		this.#last = this.#applied;
		return true;
	}

	/** The document that somebody reads. False: it isn't in what is at hand. */
	#showPaper(paper: Paper): boolean {
		const reading = this.#reading;
		if (reading === null || paper.study !== reading.study.study) {
			const already = this.#waiting?.study === paper.study;
			this.#waiting = paper;
			if (reading !== null && !already) this.#open(paper);
			return true;
		}
		const series = reading.study.series.find(({ uid }) => uid === paper.series);
		const document = series?.instances.find(
			(one): one is DocumentInstance => one.kind !== 'image' && one.uid === paper.instance,
		);
		this.#gone = series === undefined || document === undefined;
		if (series === undefined || document === undefined) return false;
		this.#waiting = null;
		this.#lastPaper = paper.instance;
		if (reading.stage.kind !== 'document' || reading.stage.document !== document)
			reading.openDocument(series, document);
		return true;
	}

	#open(what: Look | Paper): void {
		void this.#openStudy(what).then((opened) => {
			if (!opened) this.#waiting = null;
		});
	}

	get #whom(): number | null {
		return this.#together().presence.mine.following;
	}

	/** A new follower is told what is seen, though nothing changed. */
	#tell(): void {
		const { presence, view } = this.#together();
		const { now: look, paper } = this;
		// Read whatever comes of it: a new follower is a reason to tell.
		const { followers, mine } = presence;
		if (mine.quiet || view.past !== null) return;
		if (!mine.presenting && followers.length === 0) return;
		if (paper !== null) view.live.send(paper);
		if (look === null) return;
		view.live.send({ kind: 'look', view: 0, layout: { rows: 1, columns: 1 }, active: true, look });
	}

	#notice(now: Look | null): void {
		if (now === null) return;
		if (this.#waiting !== null && this.#waiting.study === now.study) {
			this.#put(this.#waiting);
			return;
		}
		const own = this.#lastPaper !== null || (this.#last !== null && !sameLook(this.#last, now));
		this.#last = now;
		this.#lastPaper = null;
		if (!own) return;
		this.#actedAt = performance.now();
		if (this.#whom !== null) this.#together().presence.acted();
	}

	/** A document that nobody led to is the reader's own act, as a picture is. */
	#noticePaper(paper: Paper | null): void {
		if (paper === null || paper.instance === this.#lastPaper) return;
		const waits = this.#waiting;
		if (waits !== null && waits.study === paper.study) {
			this.#put(waits);
			return;
		}
		this.#lastPaper = paper.instance;
		this.#actedAt = performance.now();
		if (this.#whom !== null) this.#together().presence.acted();
	}

	#begin(whom: number | null): void {
		this.#gone = false;
		const shown = whom === null ? undefined : this.#shown.get(whom);
		if (shown !== undefined) this.#put(shown);
	}

	#put(what: Look | Paper): boolean {
		return 'kind' in what ? this.#showPaper(what) : this.show(what);
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

	#hear(from: number, what: Look | Paper): void {
		this.#shown = having(this.#shown, from, what);
		if (this.#whom === from) this.#put(what);
	}
}
