/** The overlay planes of the frame that is shown: fetched beside its picture, and never those of another frame. */
import type { FrameSource } from '#lib/archive/frame-source.ts';
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';
import type { FrameWanted } from '../frames/frame-loader.ts';
import { OverlayMemory } from './overlay-memory.ts';

/** `damaged`: the file has graphics for this frame, and some of them can't be shown. */
export type GraphicsState = 'none' | 'loading' | 'shown' | 'damaged';

export class OverlayGraphics {
	state = $state.raw<GraphicsState>('none');
	readonly #source: FrameSource;
	readonly #draw: (planes: readonly OverlayPlane[]) => void;
	readonly #memory = new OverlayMemory();
	#planes: readonly OverlayPlane[] = [];
	#pictured = false;

	constructor(source: FrameSource, draw: (planes: readonly OverlayPlane[]) => void) {
		this.#source = source;
		this.#draw = draw;
	}

	/** Another frame is shown, or none. */
	begin(): void {
		this.state = 'none';
		this.#planes = [];
		this.#pictured = false;
	}

	/** The full picture is on the screen: graphics lie over that only, and whichever of both comes last draws. */
	draw(): void {
		this.#pictured = true;
		if (this.#planes.length > 0) this.#draw(this.#planes);
	}

	/** `signal` says that another frame is shown: what comes after it counts no more. */
	async load({ study, instance, frame }: FrameWanted, signal: AbortSignal): Promise<void> {
		if (instance.overlays.length === 0) return;
		this.state = 'loading';
		const keyOf = (group: string): string => `${study}/${instance.uid}/${frame}/${group}`;
		const missing = instance.overlays.filter((group) => !this.#memory.has(keyOf(group)));
		let damaged = false;
		const asking = missing.map(async (group) => {
			const key = { study, instance: instance.uid, frame };
			const got = await this.#source.overlay(key, group, { signal, priority: () => -1 });
			if (got.ok) this.#memory.keep(keyOf(group), got.value);
			else damaged = true;
		});
		// Those in memory stand at once with their picture.
		if (asking.length > 0) await Promise.all(asking);
		if (signal.aborted) return;
		this.#planes = instance.overlays.flatMap((group) => this.#memory.get(keyOf(group)) ?? []);
		this.state = damaged ? 'damaged' : this.#planes.length > 0 ? 'shown' : 'none';
		if (this.#pictured) this.draw();
	}
}
