/** Which frames of the stack have come, for the scrollbar and the cine. */
import type { FrameFailure, FrameLoader, FrameWanted } from './frame-loader.ts';
import { refusalOf } from './stack.ts';

/** One mark per frame of the stack. */
export type FrameMark = 'absent' | 'preview' | 'ready' | 'refused' | 'failed';

export interface LineCost {
	readonly received: number;
	readonly missing: number;
}

/** Dozens may arrive in a second; each drawing costs a page as much as a picture, and on a slow processor the frames come later for it. */
const redrawMs = 250;

export class FrameMarks {
	all = $state.raw<readonly FrameMark[]>([]);
	readonly readyCount: number = $derived(this.all.filter((mark) => mark === 'ready').length);
	/** Frames that can at least be scrolled to: a preview of them or more is here. */
	readonly previewCount: number = $derived(
		this.all.filter((mark) => mark === 'ready' || mark === 'preview').length,
	);
	/** Bytes that came over the line since the page was opened, and what the rest of the series would still cost. */
	cost = $state.raw<LineCost>({ received: 0, missing: 0 });
	readonly #loader: FrameLoader;
	#frames: readonly FrameWanted[] = [];
	#keys: readonly string[] = [];
	#timer: ReturnType<typeof setTimeout> | null = null;

	constructor(loader: FrameLoader) {
		this.#loader = loader;
	}

	begin(frames: readonly FrameWanted[]): void {
		this.#frames = frames;
		this.#keys = frames.map((wanted) => this.#loader.keyOf(wanted));
		this.all = frames.map((wanted) => (refusalOf(wanted) === null ? 'absent' : 'refused'));
		this.#redraw();
	}

	playable(place: number): 'ready' | 'wait' | 'skip' {
		const mark = this.all[place];
		if (mark === 'ready') return 'ready';
		return mark === 'absent' || mark === 'preview' ? 'wait' : 'skip';
	}

	failed(place: number, failure: FrameFailure): void {
		const mark = this.all[place];
		if (!failure.passing && mark !== undefined && mark !== 'refused')
			this.all = this.all.with(place, 'failed');
	}

	/** Follows the loader; returns the way to stop. */
	follow(): () => void {
		const stop = this.#loader.onReady((key) => {
			if (this.#keys.includes(key)) this.#timer ??= setTimeout(() => this.#redraw(), redrawMs);
		});
		return () => {
			stop();
			if (this.#timer !== null) clearTimeout(this.#timer);
			this.#timer = null;
		};
	}

	#redraw(): void {
		this.#timer = null;
		this.all = this.all.map((mark, i) => {
			const wanted = this.#frames[i];
			if (wanted === undefined || mark === 'refused') return mark;
			if (this.#loader.isReady(wanted)) return 'ready';
			if (mark === 'failed') return mark;
			return this.#loader.hasPreview(wanted) ? 'preview' : 'absent';
		});
		this.cost = { received: this.#loader.source.received, missing: this.#missing() };
	}

	#missing(): number {
		return this.#frames.reduce((sum, { instance, frame }, i) => {
			const rendition = instance.renditions[frame - 1];
			const asked = this.all[i] === 'absent' || this.all[i] === 'preview';
			return sum + (asked && rendition?.state === 'ready' ? (rendition.bytes ?? 0) : 0);
		}, 0);
	}
}
