/**
 * Paints on a 2D canvas, at once. It shows the first picture while the engine is on its way (peers.md: the engine alone takes
 * longer on a rural line than a picture), stands in the moment a graphics context is lost, and is the CPU renderer where there
 * is no trustworthy WebGL2. The pixels are those of `present`, as everywhere.
 */
import type { Painter, Painting } from './painter.ts';
import type { Shown } from './present.ts';
import { matrixOf, type Box, type Picture, type View } from './view.ts';

/** Canvas memory is what makes tablets give up: iOS allows 16 megapixels a canvas. */
export const mostCanvasPixels = 16 * 1024 * 1024;

const mostScratch = 2 * 1024 * 1024;

export class CanvasPainter implements Painter {
	readonly renderer: 'first' | 'cpu';
	readonly #canvas: HTMLCanvasElement;
	readonly #inMemory: boolean;
	/** Holds the pixels of the picture, one after the other: a new one for each slice is what scrolling would spend its time on. */
	#scratch: HTMLCanvasElement | null = null;
	/** What the last picture was drawn from: a stack's slices are of one size, and a megabyte a step is more than is cleared away. */
	#data: ImageData | null = null;
	/** The same canvas, while it stands on the screen itself. */
	#film: HTMLCanvasElement | null = null;
	/** The picture in its own pixels, or a rendered preview of it in fewer. */
	#source: CanvasImageSource | null = null;
	#picture: Picture = { columns: 1, rows: 1, tallness: 1 };

	/** `alone`: one picture before all else. The graphics processor, or who plays it, is not woken for it: that takes longer than to paint it. */
	constructor(host: HTMLElement, renderer: 'first' | 'cpu', alone = false) {
		this.renderer = renderer;
		this.#inMemory = alone;
		this.#canvas = host.ownerDocument.createElement('canvas');
		this.#canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
		host.append(this.#canvas);
	}

	async paint({ shown, picture }: Painting, view: View, box: Box): Promise<boolean> {
		this.#rest();
		this.#source = this.#pixelsOf(shown);
		this.#picture = picture;
		this.move(view, box);
		return true;
	}

	/** One of many in quick succession: its pixels as they are, laid into place by the compositor, which costs a third. */
	paintFilm({ shown, picture }: Painting, view: View, box: Box): void {
		// What stands on the other canvas would look out from behind.
		if (this.#film === null && this.#source !== null) this.#empty();
		const film = this.#pixelsOf(shown);
		this.#source = film;
		this.#picture = picture;
		this.#film = film;
		if (!film.isConnected) this.#canvas.after(film);
		this.move(view, box);
		film.style.visibility = 'visible';
		// An empty sheet over the whole pane costs as much to lay down as the picture.
		this.hide(true);
	}

	/** No film any more: its canvas off the screen. */
	#rest(): void {
		this.#film?.remove();
		this.#film = null;
	}

	#pixelsOf(shown: Shown): HTMLCanvasElement {
		let scratch = this.#scratch;
		if (scratch === null) {
			scratch = this.#canvas.ownerDocument.createElement('canvas');
			scratch.style.cssText = 'position:absolute;left:0;top:0;transform-origin:0 0;pointer-events:none';
			this.#scratch = scratch;
		}
		// Every pixel of it is opaque: told so, the compositor leaves out what lies behind it, and mixes nothing.
		const context = scratch.getContext('2d', { alpha: false, willReadFrequently: this.#inMemory });
		this.#data = drawPixels(shown, [scratch, context], this.#data);
		return scratch;
	}

	/** With the same wish each time: the first one counts. */
	#context(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
		return canvas.getContext('2d', { willReadFrequently: this.#inMemory });
	}

	/** A rendered preview: the server's picture at the file's window, stretched over the place of the real one. */
	paintPreview(image: ImageBitmap, picture: Picture, place: { view: View; box: Box }): void {
		this.#rest();
		this.#source = image;
		this.#picture = picture;
		this.move(place.view, place.box);
	}

	move(view: View, box: Box): void {
		if (this.#film !== null) {
			const [a, b, c, d, e, f] = matrixOf(view, this.#picture, box);
			const across = this.#picture.columns / this.#film.width;
			const down = this.#picture.rows / this.#film.height;
			this.#film.style.transform = `matrix(${a * across},${b * across},${c * down},${d * down},${e},${f})`;
			return;
		}
		const ratio = globalThis.devicePixelRatio || 1;
		const width = Math.max(1, Math.round(box.width * ratio));
		const height = Math.max(1, Math.round(box.height * ratio));
		if (this.#canvas.width !== width) this.#canvas.width = width;
		if (this.#canvas.height !== height) this.#canvas.height = height;
		const context = this.#context(this.#canvas);
		if (context === null) return;
		context.setTransform(1, 0, 0, 1, 0, 0);
		context.clearRect(0, 0, width, height);
		if (this.#source === null) return;
		const [a, b, c, d, e, f] = matrixOf(view, this.#picture, box);
		context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
		context.imageSmoothingEnabled = true;
		context.imageSmoothingQuality = 'high';
		context.drawImage(this.#source, 0, 0, this.#picture.columns, this.#picture.rows);
	}

	clear(): void {
		if (this.#film !== null) this.#film.style.visibility = 'hidden';
		if (this.#source === null) return;
		const filmed = this.#film !== null;
		this.#source = null;
		// A film's canvas is not kept for the next slice.
		if (this.#scratch !== null && this.#scratch.width * this.#scratch.height > mostScratch) {
			this.#scratch = null;
			this.#data = null;
		}
		// Under a film it is clear already.
		if (!filmed) this.#empty();
	}

	/** Nothing on the large canvas, and no memory for it: `move` gives it its size again. */
	#empty(): void {
		this.#canvas.width = 1;
		this.#canvas.height = 1;
	}

	hide(hidden: boolean): void {
		this.#canvas.style.visibility = hidden ? 'hidden' : 'visible';
	}

	dispose(): void {
		this.clear();
		this.#rest();
		this.#canvas.remove();
	}
}

/** Every pixel is written, so that nothing of an older picture stays in `held`. */
function drawPixels(
	shown: Shown,
	[canvas, context]: readonly [HTMLCanvasElement, CanvasRenderingContext2D | null],
	held: ImageData | null,
): ImageData {
	if (canvas.width !== shown.columns) canvas.width = shown.columns;
	if (canvas.height !== shown.rows) canvas.height = shown.rows;
	const fits = held !== null && held.width === shown.columns && held.height === shown.rows;
	const data = fits ? held : new ImageData(shown.columns, shown.rows);
	const rgba = new Uint32Array(data.data.buffer);
	const { pixels } = shown;
	if (shown.samples === 1) {
		for (let i = 0; i < rgba.length; i++) rgba[i] = 0xff000000 | ((pixels[i] ?? 0) * 0x010101);
	} else {
		for (let i = 0, at = 0; i < rgba.length; i++, at += 3) {
			rgba[i] = 0xff000000 | ((pixels[at + 2] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at] ?? 0);
		}
	}
	context?.putImageData(data, 0, 0);
	return data;
}

/** Fewer pixels where no canvas or texture can hold them all: every n-th, and the viewport says so on the picture. */
export function shrunk(shown: Shown, limits: { side: number; pixels: number }): Shown {
	const bySide = Math.ceil(Math.max(shown.columns, shown.rows) / limits.side);
	const byPixels = Math.ceil(Math.sqrt((shown.columns * shown.rows) / limits.pixels));
	const step = Math.max(1, bySide, byPixels);
	if (step === 1) return shown;
	const columns = Math.ceil(shown.columns / step);
	const rows = Math.ceil(shown.rows / step);
	const { samples } = shown;
	const pixels = new Uint8Array(columns * rows * samples);
	for (let y = 0, to = 0; y < rows; y++) {
		for (let x = 0; x < columns; x++) {
			const from = (y * step * shown.columns + x * step) * samples;
			for (let s = 0; s < samples; s++) pixels[to++] = shown.pixels[from + s] ?? 0;
		}
	}
	return { columns, rows, samples, pixels };
}
