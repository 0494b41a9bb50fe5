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

export class CanvasPainter implements Painter {
	readonly renderer: 'first' | 'cpu';
	readonly #canvas: HTMLCanvasElement;
	/** The picture in its own pixels, or a rendered preview of it in fewer. */
	#source: CanvasImageSource | null = null;
	#picture: Picture = { columns: 1, rows: 1, tallness: 1 };

	constructor(host: HTMLElement, renderer: 'first' | 'cpu') {
		this.renderer = renderer;
		this.#canvas = host.ownerDocument.createElement('canvas');
		this.#canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
		host.append(this.#canvas);
	}

	async paint({ shown, picture }: Painting, view: View, box: Box): Promise<boolean> {
		this.#source = canvasOf(shown, this.#canvas.ownerDocument);
		this.#picture = picture;
		this.move(view, box);
		return true;
	}

	/** A rendered preview: the server's picture at the file's window, stretched over the place of the real one. */
	paintPreview(image: ImageBitmap, picture: Picture, place: { view: View; box: Box }): void {
		this.#source = image;
		this.#picture = picture;
		this.move(place.view, place.box);
	}

	move(view: View, box: Box): void {
		const ratio = globalThis.devicePixelRatio || 1;
		const width = Math.max(1, Math.round(box.width * ratio));
		const height = Math.max(1, Math.round(box.height * ratio));
		if (this.#canvas.width !== width) this.#canvas.width = width;
		if (this.#canvas.height !== height) this.#canvas.height = height;
		const context = this.#canvas.getContext('2d');
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
		this.#source = null;
		this.#canvas.getContext('2d')?.reset();
	}

	hide(hidden: boolean): void {
		this.#canvas.style.visibility = hidden ? 'hidden' : 'visible';
	}

	dispose(): void {
		this.clear();
		this.#canvas.remove();
	}
}

function canvasOf(shown: Shown, document: Document): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	canvas.width = shown.columns;
	canvas.height = shown.rows;
	const context = canvas.getContext('2d');
	const data = new ImageData(shown.columns, shown.rows);
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
	return canvas;
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
