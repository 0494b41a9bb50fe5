/** Tells a sink of a mark on its way, at most once per animation frame and with the newest; and once that nothing moves any more. */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { MarkSink } from './mark.ts';

export class Motion {
	readonly #sink: () => MarkSink | null;
	#waiting: number | null = null;
	#told = false;

	constructor(sink: () => MarkSink | null) {
		this.#sink = sink;
	}

	tell(newest: () => { readonly mark: Annotation | null; readonly base: string | null }): void {
		this.#waiting ??= requestAnimationFrame(() => {
			this.#waiting = null;
			const { mark, base } = newest();
			if (mark === null) return;
			this.#told = true;
			this.#sink()?.moving(mark, base);
		});
	}

	still(): void {
		if (this.#waiting !== null) cancelAnimationFrame(this.#waiting);
		this.#waiting = null;
		if (!this.#told) return;
		this.#told = false;
		this.#sink()?.moving(null, null);
	}
}
