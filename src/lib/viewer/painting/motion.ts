/**
 * A stack that is being gone through. Each step is painted at once by the 2D painter, which answers within the same moment; the engine
 * would still be at the last picture when the next is wanted, and where a processor plays its part none would ever be seen.
 * When the stack rests, the engine paints the picture that stayed.
 */
const restMs = 200;

export class Motion {
	readonly #rested: () => void;
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(rested: () => void) {
		this.#rested = rested;
	}

	get moving(): boolean {
		return this.#timer !== null;
	}

	step(): void {
		this.stop();
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#rested();
		}, restMs);
	}

	stop(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
}
