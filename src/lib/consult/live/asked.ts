/** Which answers to a step 1 are about the copy as it is: those asked for by a copy that was thrown away since are not. */
export class Asked {
	#open = 0;
	#stale = 0;

	ask(): void {
		this.#open++;
	}

	/** The copy was thrown away. */
	anew(): void {
		this.#stale = this.#open;
	}

	/** The line is gone: nothing will be answered. */
	forget(): void {
		this.#open = 0;
		this.#stale = 0;
	}

	/** An answer came; whether it is about this copy. */
	answered(): boolean {
		this.#open = Math.max(0, this.#open - 1);
		if (this.#stale === 0) return true;
		this.#stale--;
		return false;
	}
}
