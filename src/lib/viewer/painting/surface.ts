/**
 * What one viewport paints on: the 2D painter from the first moment, the engine's when it has come and proved that it draws what it
 * is told, the 2D painter again in the very moment a graphics context is lost, and for good where there is no trustworthy
 * WebGL2. Whoever paints, the picture lies in the same place, so that a change of painter is not seen.
 */
import { release } from '#lib/base/release.ts';
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';
import { CanvasPainter, mostCanvasPixels, shrunk } from './canvas-painter.ts';
import { OverlayLayer } from '../overlays/overlay-layer.ts';
import type { Painter, Painting } from './painter.ts';
import type { Box, Picture, View } from './view.ts';

export interface SurfaceEngine {
	attach(host: HTMLElement, id: string, options: { lost(): void }): Painter;
}

export interface SurfaceOptions {
	readonly id: string;
	/** Null: there is no engine to be had on this device. */
	startEngine(): Promise<SurfaceEngine | null>;
	changed(facts: { renderer: Painter['renderer']; downsampled: boolean }): void;
}

/** A healthy engine paints within a frame; one whose shader does not compile never answers. */
const paintTimeoutMs = 3000;

export class Surface {
	readonly #host: HTMLElement;
	readonly #options: SurfaceOptions;
	readonly #canvas: CanvasPainter;
	readonly #over: OverlayLayer;
	#gpu: Painter | null = null;
	#engineRefused = false;
	#painting: Painting | null = null;
	#view: View;
	#box: Box = { width: 0, height: 0 };
	#film = false;
	#lost = 0;
	#disposed = false;

	constructor(host: HTMLElement, view: View, options: SurfaceOptions) {
		this.#host = host;
		this.#view = view;
		this.#options = options;
		this.#canvas = new CanvasPainter(host, 'first');
		this.#over = new OverlayLayer(host);
	}

	get renderer(): Painter['renderer'] {
		if (this.#gpu !== null) return 'gpu';
		return this.#engineRefused ? 'cpu' : 'first';
	}

	/** Begins to fetch the engine: call it once a first picture is up, since on a rural line it takes seconds of the same line. */
	async bringEngine(): Promise<void> {
		if (this.#gpu !== null || this.#engineRefused || this.#disposed) return;
		const engine = await this.#options.startEngine().catch(() => null);
		if (this.#disposed || this.#gpu !== null) return;
		if (engine === null) {
			this.#withoutEngine();
			return;
		}
		const gpu = engine.attach(this.#host, this.#options.id, { lost: () => this.#recover() });
		this.#over.raise();
		const painting = this.#painting;
		this.#gpu = gpu;
		if (painting !== null && !this.#film) await this.#paintGpu(gpu, painting);
		this.#tell();
	}

	/** Resolves to true once it is on the screen, to false when something newer came between. */
	async paint(painting: Painting, view: View): Promise<boolean> {
		this.#painting = painting;
		this.#view = view;
		this.#film = false;
		this.#tell();
		if (this.#gpu !== null) return this.#paintGpu(this.#gpu, painting);
		return this.#paintCanvas(painting);
	}

	/**
	 * One picture of a film: on the 2D canvas within the same moment, so that no black comes between two pictures; the engine may
	 * answer a frame later, or much later where a processor plays its part. `paint` gives the last one to the engine.
	 */
	paintFilm(painting: Painting, view: View): void {
		this.#painting = painting;
		this.#view = view;
		this.#film = true;
		this.#tell();
		this.#canvas.hide(false);
		this.#canvas.paintFilm({ ...painting, shown: shrunkForCanvas(painting) }, view, this.#box);
		// It stands on its canvas; whoever paints it again asks for it anew. Twenty of a second are more than the collector keeps up with.
		release(painting.shown.pixels.buffer);
	}

	preview(image: ImageBitmap, picture: Picture, view: View): void {
		this.#painting = null;
		this.#view = view;
		this.#canvas.hide(false);
		this.#canvas.paintPreview(image, picture, { view, box: this.#box });
	}

	/** Graphics over the picture that is on the screen; `clear` takes them away with it. */
	drawOver(planes: readonly OverlayPlane[], picture: Picture): void {
		this.#over.show(planes, picture, { view: this.#view, box: this.#box });
	}

	hideOver(hidden: boolean): void {
		this.#over.hide(hidden);
	}

	move(view: View): void {
		this.#view = view;
		this.#over.move(view, this.#box);
		if (this.#gpu !== null && this.#painting !== null && !this.#film) this.#gpu.move(view, this.#box);
		else this.#canvas.move(view, this.#box);
	}

	resize(box: Box, view: View): void {
		this.#box = box;
		this.move(view);
	}

	/** Nothing on the screen when this returns. */
	clear(): void {
		this.#painting = null;
		this.#over.clear();
		this.#canvas.clear();
		this.#gpu?.clear();
	}

	loseContext(): boolean {
		return this.#gpu?.loseContext?.() ?? false;
	}

	dispose(): void {
		this.#disposed = true;
		this.#gpu?.dispose();
		this.#canvas.dispose();
		this.#over.dispose();
	}

	async #paintCanvas(painting: Painting): Promise<boolean> {
		const shown = shrunkForCanvas(painting);
		this.#canvas.hide(false);
		return this.#canvas.paint({ ...painting, shown }, this.#view, this.#box);
	}

	async #paintGpu(gpu: Painter, painting: Painting, tries = 1): Promise<boolean> {
		// A hidden tab gets no animation frames: there the engine may take its time.
		let timer: ReturnType<typeof setTimeout> | undefined;
		const late = new Promise<'late'>((resolve) => {
			const check = (): void => {
				if (document.visibilityState === 'visible' && this.#box.width > 1) resolve('late');
				else timer = setTimeout(check, paintTimeoutMs);
			};
			timer = setTimeout(check, paintTimeoutMs);
		});
		const outcome = await Promise.race([
			gpu.paint(painting, this.#view, this.#box).catch(() => 'late' as const),
			late,
		]);
		clearTimeout(timer);
		if (this.#painting !== painting || this.#disposed) return false;
		if (outcome === true) {
			this.#canvas.hide(true);
			this.#canvas.clear();
			return true;
		}
		if (this.#gpu !== gpu) return this.#paintCanvas(painting);
		// Overtaken within the engine by the same picture moved or painted again: asked once more, it is the newest.
		if (outcome === false && tries < 3) return this.#paintGpu(gpu, painting, tries + 1);
		if (outcome === false) return false;
		// The engine has failed on this device: the picture comes all the same.
		this.#gpu = null;
		gpu.dispose();
		this.#withoutEngine();
		return this.#paintCanvas(painting);
	}

	#withoutEngine(): void {
		this.#engineRefused = true;
		this.#tell();
	}

	#recover(): void {
		this.#gpu = null;
		if (this.#disposed) return;
		if (this.#painting !== null && !this.#film) void this.#paintCanvas(this.#painting);
		this.#tell();
		// A device that loses contexts again and again reads better without one.
		this.#lost += 1;
		if (this.#lost > 5) this.#withoutEngine();
		else void this.bringEngine();
	}

	#tell(): void {
		const shown = this.#painting?.shown;
		const downsampled =
			(this.#gpu === null || this.#film) &&
			shown !== undefined &&
			shown.columns * shown.rows > mostCanvasPixels;
		const beyondTexture =
			this.#gpu !== null &&
			shown !== undefined &&
			Math.max(shown.columns, shown.rows) > (this.#gpu.mostSide ?? Number.POSITIVE_INFINITY);
		this.#options.changed({ renderer: this.renderer, downsampled: downsampled || beyondTexture });
	}
}

function shrunkForCanvas({ shown }: Painting): Painting['shown'] {
	return shrunk(shown, { side: Math.sqrt(mostCanvasPixels) * 4, pixels: mostCanvasPixels });
}
