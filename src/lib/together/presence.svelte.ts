/**
 * What everyone in a session is doing: who presents, who follows whom, who reads quietly, whose pictures are late. Each says it of
 * themselves over the fast lane; who they are is the server's roster, never theirs to say. When two begin to present at once,
 * the one who came to the consult first goes on and the other steps back, so that every screen agrees without asking.
 */
import { plainStatus } from '#lib/consult/live/fast-message.ts';
import type { FastMessage, Status } from '#lib/consult/live/fast-message.ts';
import { having, nobody, ofThose, only } from './by-place.ts';
import type { ByPlace } from './by-place.ts';
import { alone, follows } from './following.ts';
import type { Following, FollowEvent } from './following.ts';
import type { LiveView } from './live-view.svelte.ts';

export interface Heard {
	readonly status: Status;
	/** round trip, ms */
	readonly lag: number | null;
}
/** A line that broke is mended within this, or the person has left. */
const patienceMs = 20_000;
const nothingHeard: Heard = { status: plainStatus, lag: null };

export class Presence {
	readonly #view: LiveView;
	readonly #resting: () => boolean;
	#heard = $state.raw<ByPlace<Heard>>(nobody());
	#mine = $state.raw<Omit<Status, 'following'>>(plainStatus);
	#following = $state.raw<Following>(alone);
	/** the last presenter that was reckoned with */
	#presenterBefore: number | null = null;
	#handedTo: number | null = null;
	/** Who gave the floor to me and hasn't heard yet that I took it: no longer a presenter here, whoever came first. */
	#givenBy = $state.raw<number | null>(null);
	#missed: ByPlace<ReturnType<typeof setTimeout>> = nobody();

	/** Place of whoever presents; one's own too. */
	readonly presenter: number | null = $derived.by(() => {
		const { you } = this.#view;
		const places = this.#view.roster
			.map(({ place }) => place)
			.filter((place) => (place === you ? this.#mine.presenting : this.#presents(place)));
		return places.length === 0 ? null : Math.min(...places);
	});
	/** Places of those who follow me. */
	readonly followers: readonly number[] = $derived.by(() => {
		const { you, roster } = this.#view;
		return roster
			.map(({ place }) => place)
			.filter((place) => place !== you && you !== null && this.of(place).status.following === you);
	});

	/** `resting`: the reader has left the picture alone for a while. */
	constructor(view: LiveView, resting: () => boolean) {
		this.#view = view;
		this.#resting = resting;
	}

	get mine(): Status {
		return { ...this.#mine, following: this.#following.kind === 'following' ? this.#following.whom : null };
	}
	get following(): Following {
		return this.#following;
	}
	/** Somebody wants to see what I see. */
	get watched(): boolean {
		return !this.#mine.quiet && (this.#mine.presenting || this.followers.length > 0);
	}
	of(place: number): Heard {
		return this.#heard.get(place) ?? nothingHeard;
	}

	/** Returns the way to stop. */
	start(): () => void {
		const { live } = this.#view;
		const ends = [
			live.hear((from, message) => this.#hear(from, message)),
			live.listen((what) => {
				// Who lost the line themselves sees nobody, and nobody has gone.
				if (live.line !== 'live' || (what !== 'roster' && what !== 'line')) return;
				this.#missGone();
				if (what === 'line') this.#tell();
			}),
			watchAway((away) => this.#be({ away })),
		];
		return () => {
			ends.forEach((end) => end());
			for (const timer of this.#missed.values()) clearTimeout(timer);
		};
	}

	follow(whom: number): void {
		this.#be({ presenting: false });
		this.#move({ kind: 'follow', whom });
	}
	leave(): void {
		this.#move({ kind: 'leave' });
	}
	/** The reader did something on the picture. */
	acted(): void {
		this.#move({ kind: 'acted' });
	}
	decline(): void {
		this.#move({ kind: 'declined' });
	}

	present(presenting: boolean): void {
		if (presenting) this.#move({ kind: 'leave' });
		if (presenting) this.#move({ kind: 'declined' });
		this.#handedTo = null;
		if (!presenting) this.#givenBy = null;
		this.#be(presenting ? { presenting, quiet: false, wantsFloor: false } : { presenting });
		this.#settle();
	}
	/** The other presents; this screen goes on until it hears that they do. */
	handOver(to: number): void {
		this.#handedTo = to;
		this.#view.live.send({ kind: 'hand-over', to });
	}
	askForFloor(wantsFloor: boolean): void {
		this.#be({ wantsFloor });
	}
	readQuietly(quiet: boolean): void {
		if (quiet) this.#view.live.send({ kind: 'pointer', spot: null, laser: false });
		this.#be(quiet ? { quiet, presenting: false, wantsFloor: false } : { quiet });
		this.#settle();
	}
	/** The followed picture is on its way. */
	load(loading: boolean): void {
		this.#be({ loading });
	}

	#hear(from: number, message: FastMessage): void {
		// One's own other tab is no other person.
		if (from === this.#view.live.you) return;
		switch (message.kind) {
			case 'status': {
				const { status, lag } = message;
				this.#heard = having(this.#heard, from, { status, lag });
				if (from === this.#givenBy && !status.presenting) this.#givenBy = null;
				this.#settle();
				return;
			}
			case 'hand-over':
				// Only from whoever has the floor, and only for me.
				if (message.to === this.#view.live.you && this.presenter === from) {
					this.#givenBy = from;
					this.present(true);
				}
				return;
			case 'here':
				this.#move({ kind: 'here', whom: from, look: message.look });
				return;
			case 'pointer':
			case 'look':
			case 'paper':
			case 'moving':
		}
	}

	/** Who presents now, and what follows from it here. */
	#settle(): void {
		const { you } = this.#view.live;
		const { presenter } = this;
		const handed = this.#handedTo !== null && this.of(this.#handedTo).status.presenting;
		if (this.#mine.presenting && (handed || (presenter !== null && presenter !== you))) {
			this.#handedTo = null;
			this.#be({ presenting: false });
			this.#settle();
			return;
		}
		if (presenter === this.#presenterBefore) return;
		this.#presenterBefore = presenter;
		const resting = !this.#mine.quiet && this.#resting();
		if (presenter !== you) this.#move({ kind: 'presenter', whom: presenter, resting });
	}

	/** What is known of somebody goes with them at once; whoever follows them waits a while for them to come back. */
	#missGone(): void {
		const { roster } = this.#view.live;
		const isHere = (place: number): boolean => roster.some((one) => one.place === place);
		this.#heard = ofThose(this.#heard, roster);
		if (this.#givenBy !== null && !isHere(this.#givenBy)) this.#givenBy = null;
		for (const [place, timer] of this.#missed) if (isHere(place)) clearTimeout(timer);
		this.#missed = only(this.#missed, (_, place) => !isHere(place));
		const following = this.#following;
		const whom = following.kind === 'following' ? following.whom : (following.offer?.whom ?? null);
		if (whom !== null && !isHere(whom) && !this.#missed.has(whom)) {
			const gone = (): void => this.#move({ kind: 'gone', whom });
			this.#missed = having(this.#missed, whom, setTimeout(gone, patienceMs));
		}
		this.#settle();
	}

	#presents(place: number): boolean {
		return place !== this.#givenBy && this.of(place).status.presenting;
	}

	#move(event: FollowEvent): void {
		const before = this.mine.following;
		this.#following = follows(this.#following, event);
		if (this.mine.following !== before) this.#tell();
	}

	#be(change: Partial<Omit<Status, 'following'>>): void {
		const [before, after] = [this.#mine, { ...this.#mine, ...change }];
		if (JSON.stringify(before) === JSON.stringify(after)) return;
		this.#mine = after;
		this.#tell();
	}

	#tell(): void {
		this.#view.live.send({ kind: 'status', status: this.mine, lag: null });
	}
}

function watchAway(told: (away: boolean) => void): () => void {
	const look = (): void => told(document.hidden);
	document.addEventListener('visibilitychange', look);
	look();
	return () => document.removeEventListener('visibilitychange', look);
}
