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
import { SecondLook } from './second-look.svelte.ts';

/** A picture that comes sooner than this was never late. */
const lateMs = 400;
/** The reader has left the picture alone. */
const restMs = 8000;

type Told = FastMessage & { readonly kind: 'look' };
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
	/** in which of two pictures each of them works */
	#worksIn: ByPlace<number> = nobody();
	#gone = $state.raw(false);
	#late = $state.raw(false);

	readonly #second: SecondLook;

	/** The first picture as it is seen; null: none. */
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
	/** One place, or two beside each other: each screen arranges them as it can. */
	readonly #columns: number = $derived.by(() => (this.#second.now === null ? 1 : 2));
	/** In which of them work goes on. */
	readonly #active: number = $derived.by(() => (this.#reading?.inSecond === true ? 1 : 0));
	/** Of the followed picture: its place while it is on its way; that it isn't here. */
	readonly load: FollowLoad = $derived.by(() => {
		if (this.#gone) return 'gone';
		return this.#late ? (this.#reading?.viewport.index ?? 0) + 1 : null;
	});

	/** `openStudy`: shows another study of the consult; this goes on when it has come. */
	constructor(together: () => Together, openStudy: (what: { readonly study: string }) => Promise<boolean>) {
		this.#together = together;
		this.#openStudy = openStudy;
		this.#second = new SecondLook(() => this.#act());
	}

	/** The second picture of two as it is seen; null: there is one. */
	get second(): Look | null {
		return this.#second.now;
	}

	start(): () => void {
		const { live } = this.#together().view;
		return live.hear((from, message) => {
			if (message.kind === 'look') this.#hearLook(from, message);
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
		const letGo = this.#second.attach(reading);
		const stop = $effect.root(() => {
			$effect(() => this.#tell());
			$effect(() => this.#tellSecond());
			$effect(() => {
				const { following } = this.#together().presence;
				const { beside } = reading;
				untrack(() => beside?.linking.hold(following.kind === 'following'));
			});
			$effect(() => {
				// It has just come here: work goes on where theirs does.
				if (reading.beside?.shown) untrack(() => this.#workWhereTheyDo());
			});
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
			letGo();
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
		const { now: look, paper } = this;
		const layout = { rows: 1, columns: this.#columns };
		const active = this.#active === 0;
		if (!this.#mayTell()) return;
		const { live } = this.#together().view;
		if (paper !== null) live.send(paper);
		if (look !== null) live.send({ kind: 'look', view: 0, layout, active, look });
	}

	#tellSecond(): void {
		const look = this.#second.now;
		const active = this.#active === 1;
		if (!this.#mayTell() || look === null) return;
		const layout = { rows: 1, columns: 2 };
		this.#together().view.live.send({ kind: 'look', view: 1, layout, active, look });
	}

	#mayTell(): boolean {
		const { presence, view } = this.#together();
		// Read whatever comes of it: a new follower is a reason to tell.
		const { followers, mine } = presence;
		if (mine.quiet || view.past !== null) return false;
		return mine.presenting || followers.length > 0;
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
		this.#act();
	}

	#act(): void {
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
		this.#act();
	}

	#begin(whom: number | null): void {
		this.#gone = false;
		const shown = whom === null ? undefined : this.#shown.get(whom);
		if (shown !== undefined) this.#put(shown);
		if (whom === null) this.#second.leave();
		else this.#second.follow(whom);
		this.#workWhereTheyDo();
	}

	#workWhereTheyDo(): void {
		const whom = this.#whom;
		if (whom !== null) this.#reading?.activate(this.#worksIn.get(whom) === 1);
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

	/** Of more than two pictures the first two are shown; who tells of one layout and no more has one picture. */
	#hearLook(from: number, { view, layout, active, look }: Told): void {
		const elsewhere = active && this.#worksIn.get(from) !== view;
		if (active) this.#worksIn = having(this.#worksIn, from, view);
		const alone = layout.rows * layout.columns === 1;
		if (alone) this.#second.hear(from, null);
		else if (view === 1) this.#second.hear(from, look);
		if (view === 0 || (alone && active)) this.#hear(from, look);
		if (this.#whom !== from) return;
		this.#second.follow(from);
		if (elsewhere) this.#workWhereTheyDo();
	}

	#hear(from: number, what: Look | Paper): void {
		this.#shown = having(this.#shown, from, what);
		if (this.#whom === from) this.#put(what);
	}
}
