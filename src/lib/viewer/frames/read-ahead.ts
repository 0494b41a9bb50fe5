/**
 * Fetches the rest of the shown series in the background: what the thumb will reach next first, both ways outwards, a step back
 * counting double; then decodes them in the same order, so that the wheel finds each ready to be painted. Stops at the memory
 * budgets; a frame that can't be had is passed over, not asked for in circles. The decoded ones follow the reader: of a long stack
 * those far away make room, since they are made again from their compressed bytes in some ten milliseconds.
 */
import type { FrameFailure, FrameLoader, FrameWanted } from './frame-loader.ts';

/** A few asked for at a time: the order is then decided late, when a place on the line is free. */
const ahead = 5;
/** Fewer frames than this need no bundle. */
const fewest = 4;
/** So near that decoding in advance pays. */
const decodeWithin = 3;
/** Decoded slices of one stack that are held at most: half a megabyte each. */
export const mostHeld = 160;
/** One that is not decoded has come so near that a farther one makes room for it. */
const makeRoomWithin = 24;

export function distance(place: number, at: { index: number; direction: 1 | -1 }): number {
	const steps = (place - at.index) * at.direction;
	return steps >= 0 ? steps : -2 * steps;
}

export class ReadAhead {
	readonly #loader: FrameLoader;
	readonly #frames: readonly FrameWanted[];
	readonly #at: () => { index: number; direction: 1 | -1 };
	readonly #failed: (place: number, failure: FrameFailure) => void;
	readonly #previews: (signal: AbortSignal) => Promise<void>;
	readonly #controller = new AbortController();
	#begun = false;
	#phase: 'waiting' | 'previews' | 'frames';
	readonly #whole = Promise.withResolvers<null>();
	/** Could not be had, or not be decoded. */
	readonly #lost = new Set<number>();
	readonly #running = new Set<number>();
	/** Of those, to be decoded. */
	readonly #decoding = new Set<number>();
	/** Of those, on the line. */
	readonly #coming = new Set<number>();

	constructor(
		loader: FrameLoader,
		options: {
			frames: readonly FrameWanted[];
			at: () => { index: number; direction: 1 | -1 };
			failed(place: number, failure: FrameFailure): void;
			/** Fetches the previews of the whole stack. */
			previews(signal: AbortSignal): Promise<void>;
			/** The reader pays by the megabyte: nothing comes before they ask for it. */
			asked: boolean;
		},
	) {
		this.#phase = options.asked ? 'previews' : 'waiting';
		this.#previews = (signal) => options.previews(signal);
		this.#loader = loader;
		this.#frames = options.frames;
		this.#at = options.at;
		this.#failed = (place, failure) => options.failed(place, failure);
	}

	/** Resolves when every frame has come, as far as it can be had and held: line and processor are free for other things. */
	get whole(): Promise<unknown> {
		return this.#whole.promise;
	}

	/** Whatever it costs. */
	ask(): void {
		if (this.#phase !== 'waiting') return;
		this.#phase = 'previews';
		this.pump();
	}

	#begin(): void {
		const done = (): void => {
			this.#phase = 'frames';
			this.pump();
		};
		this.#begun = true;
		// A few are here before they are asked for together.
		if (this.#frames.length < fewest) done();
		else void this.#previews(this.#controller.signal).then(done);
	}

	/** Call when the reader moved, and once to begin. */
	pump(): void {
		if (this.#phase === 'previews' && !this.#begun) this.#begin();
		// Previews of all before any frame that nobody looks at: the whole stack is scrollable in a tenth of the time.
		if (this.#phase !== 'frames') return;
		this.#trim();
		while (this.#running.size < ahead && !this.#controller.signal.aborted) {
			const place = this.#next();
			const wanted = place === null ? undefined : this.#frames[place];
			if (place === null || wanted === undefined) break;
			const decode = this.#loader.isReady(wanted) || (this.#isNear(place) && this.#hasRoom(place));
			void this.#fetch(place, wanted, decode);
		}
		if (this.#coming.size === 0 && !this.#frames.some((wanted, place) => this.#isMissing(wanted, place)))
			this.#whole.resolve(null);
	}

	stop(): void {
		this.#controller.abort();
	}
	get stopped(): boolean {
		return this.#controller.signal.aborted;
	}

	/** Decoded, so that a film can show it in this very moment; if it isn't, it will be soon, however far the loop jumps. */
	decoded(place: number): boolean {
		const wanted = this.#frames[place];
		if (wanted === undefined) return false;
		if (this.#loader.peek(wanted) !== null) return true;
		if (!this.#running.has(place)) void this.#fetch(place, wanted, true);
		return false;
	}

	async #fetch(place: number, wanted: FrameWanted, decode: boolean): Promise<void> {
		this.#running.add(place);
		if (decode) this.#decoding.add(place);
		if (!this.#loader.isReady(wanted)) this.#coming.add(place);
		const options = { signal: this.#controller.signal, priority: () => 1 + distance(place, this.#at()) };
		const got = decode ? await this.#loader.load(wanted, options) : await this.#loader.fetch(wanted, options);
		this.#running.delete(place);
		this.#decoding.delete(place);
		this.#coming.delete(place);
		if (this.#controller.signal.aborted) return;
		if (!got.ok) {
			this.#lost.add(place);
			this.#failed(place, got.reason);
		}
		this.pump();
	}

	#next(): number | null {
		const waiting = this.#nearest((one) => this.#loader.isReady(one) && !this.#loader.isDecoded(one));
		const missing = this.#nearest((one, place) => this.#isMissing(one, place));
		const at = this.#at();
		const sooner =
			waiting !== null &&
			this.#isNear(waiting) &&
			(missing === null || distance(waiting, at) < distance(missing, at));
		if (sooner && this.#makeRoom(waiting)) return waiting;
		return missing ?? (waiting !== null && !sooner && this.#makeRoom(waiting) ? waiting : null);
	}

	/** Room for one more, those counted that are being decoded: or it would push out another, which would be decoded again, in circles. */
	#hasRoom(place: number): boolean {
		const wanted = this.#frames[place];
		if (wanted === undefined || this.#held().length + this.#decoding.size >= mostHeld) return false;
		return this.#loader.hasRoomForDecoded(wanted, this.#decoding.size);
	}

	/** There is, or a farther one has gone for it. */
	#makeRoom(place: number): boolean {
		if (this.#hasRoom(place)) return true;
		const far = distance(place, this.#at());
		const farthest = this.#held()[0];
		if (far > makeRoomWithin || farthest === undefined || farthest.far <= far) return false;
		this.#loader.dropDecoded(farthest.wanted);
		return true;
	}

	/** Decoded, the farthest first. */
	#held(): { wanted: FrameWanted; far: number }[] {
		const at = this.#at();
		return this.#frames
			.map((wanted, place) => ({ wanted, far: distance(place, at) }))
			.filter(({ wanted }) => this.#loader.isDecoded(wanted))
			.sort((a, b) => b.far - a.far);
	}

	/** What the reader has gone through is decoded too. */
	#trim(): void {
		const held = this.#held();
		for (const { wanted } of held.slice(0, Math.max(0, held.length - mostHeld - ahead)))
			this.#loader.dropDecoded(wanted);
	}

	/** Not here, and worth asking for. */
	#isMissing(wanted: FrameWanted, place: number): boolean {
		if (this.#lost.has(place) || this.#loader.isReady(wanted)) return false;
		const rendition = wanted.instance.renditions[wanted.frame - 1];
		return this.#loader.hasRoomFor(rendition?.state === 'ready' ? (rendition.bytes ?? 0) : 0);
	}

	#nearest(fits: (wanted: FrameWanted, place: number) => boolean): number | null {
		const at = this.#at();
		let best: number | null = null;
		let least = Number.POSITIVE_INFINITY;
		this.#frames.forEach((wanted, place) => {
			const far = distance(place, at);
			if (far >= least || this.#running.has(place) || this.#lost.has(place) || !fits(wanted, place)) return;
			[best, least] = [place, far];
		});
		return best;
	}

	#isNear(place: number): boolean {
		return distance(place, this.#at()) <= decodeWithin;
	}
}
