/** Plays a stack at its recorded rate, in loops; waits for a frame that has not come rather than leaving it out unseen. */
export interface CineStage {
	count(): number;
	index(): number;
	/** 'wait' for a frame on its way, 'skip' one that can't be shown. */
	state(index: number): 'ready' | 'wait' | 'skip';
	show(index: number): void;
	/** It stands still now: the last picture may be painted with care. */
	paused(): void;
}

export interface CineClock {
	request(tick: (now: number) => void): number;
	cancel(handle: number): void;
}

const browserClock: CineClock = {
	request: (tick) => requestAnimationFrame(tick),
	cancel: (handle) => {
		cancelAnimationFrame(handle);
	},
};

/** For a stack that does not say how fast it was recorded. */
const assumedRate = 10;

export class Cine {
	playing = $state.raw(false);
	/** frames per second */
	rate = $state.raw(assumedRate);
	readonly #stage: CineStage;
	readonly #clock: CineClock;
	#handle: number | null = null;
	#due = 0;

	constructor(stage: CineStage, clock: CineClock = browserClock) {
		this.#stage = stage;
		this.#clock = clock;
	}

	/** Another stack, with its recorded rate if it has one. */
	begin(rate: number | null): void {
		this.pause();
		this.rate = rate ?? assumedRate;
	}

	setRate(framesPerSecond: number): void {
		this.rate = Math.max(1, Math.min(120, framesPerSecond));
	}

	play(): void {
		if (this.playing || this.#stage.count() < 2) return;
		this.playing = true;
		this.#due = 0;
		this.#handle = this.#clock.request((now) => this.#tick(now));
	}

	pause(): void {
		if (this.#handle !== null) this.#clock.cancel(this.#handle);
		this.#handle = null;
		this.playing = false;
		this.#stage.paused();
	}

	toggle(): void {
		if (this.playing) this.pause();
		else this.play();
	}

	#tick(now: number): void {
		this.#handle = this.#clock.request((next) => this.#tick(next));
		const step = 1000 / this.rate;
		if (this.#due === 0) this.#due = now + step;
		if (now < this.#due) return;
		const next = this.#next();
		if (next === null) return;
		// After a long wait the film goes on at its pace, it does not rush to catch up.
		this.#due = Math.max(this.#due + step, now + step / 2);
		this.#stage.show(next);
	}

	#next(): number | null {
		const [count, index] = [this.#stage.count(), this.#stage.index()];
		for (let steps = 1; steps < count; steps++) {
			const at = (index + steps) % count;
			const state = this.#stage.state(at);
			if (state === 'ready') return at;
			if (state === 'wait') return null;
		}
		return null;
	}
}
