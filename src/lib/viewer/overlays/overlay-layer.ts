/** The overlay planes of the shown frame, on a canvas above whichever painter paints, placed by the same matrix as the picture. */
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';
import { mostCanvasPixels } from '../painting/canvas-painter.ts';
import { maskOf, stepFor, type OverlayMask } from './overlay-mask.ts';
import { matrixOf, scaleOf, type Box, type Picture, type View } from '../painting/view.ts';

/** Little-endian RGBA of a cyan that no grey and hardly a colour of a Doppler has. */
const ink = 0xffffe500;

interface Sheet {
	readonly plane: OverlayPlane;
	drawn: { readonly mask: OverlayMask; readonly canvas: HTMLCanvasElement } | null;
}

export class OverlayLayer {
	readonly #host: HTMLElement;
	readonly #canvas: HTMLCanvasElement;
	#sheets: Sheet[] = [];
	#picture: Picture = { columns: 1, rows: 1, tallness: 1 };

	constructor(host: HTMLElement) {
		this.#host = host;
		this.#canvas = host.ownerDocument.createElement('canvas');
		this.#canvas.style.cssText =
			'position:absolute;inset:0;width:100%;height:100%;pointer-events:none;display:none';
		this.#canvas.dataset['planes'] = '0';
		this.raise();
	}

	show(planes: readonly OverlayPlane[], picture: Picture, place: { view: View; box: Box }): void {
		this.#sheets = planes.map((plane) => ({ plane, drawn: null }));
		this.#picture = picture;
		this.#canvas.dataset['planes'] = String(planes.length);
		// An empty sheet over the whole pane costs as much to lay down as the picture.
		this.#canvas.style.display = planes.length === 0 ? 'none' : 'block';
		this.move(place.view, place.box);
	}

	move(view: View, box: Box): void {
		if (this.#sheets.length === 0) return;
		const ratio = globalThis.devicePixelRatio || 1;
		this.#canvas.width = Math.max(1, Math.round(box.width * ratio));
		this.#canvas.height = Math.max(1, Math.round(box.height * ratio));
		const context = this.#canvas.getContext('2d');
		if (context === null) return;
		const [a, b, c, d, e, f] = matrixOf(view, this.#picture, box);
		context.setTransform(a * ratio, b * ratio, c * ratio, d * ratio, e * ratio, f * ratio);
		context.imageSmoothingEnabled = false;
		const devicePixels = scaleOf(view, this.#picture, box) * Math.min(1, this.#picture.tallness) * ratio;
		for (const sheet of this.#sheets) {
			const step = stepFor(sheet.plane, devicePixels, mostCanvasPixels);
			if (sheet.drawn?.mask.step !== step) {
				const mask = maskOf(sheet.plane, step);
				sheet.drawn = { mask, canvas: inked(mask, this.#canvas.ownerDocument) };
			}
			const { mask, canvas } = sheet.drawn;
			context.drawImage(canvas, mask.x, mask.y, mask.columns * step, mask.rows * step);
		}
	}

	/** Nothing of it on the screen when this returns: graphics of one frame over another would lie. */
	clear(): void {
		if (this.#sheets.length === 0) return;
		this.#canvas.style.display = 'none';
		this.#sheets = [];
		this.#canvas.dataset['planes'] = '0';
		this.#canvas.getContext('2d')?.reset();
	}

	hide(hidden: boolean): void {
		this.#canvas.style.visibility = hidden ? 'hidden' : 'visible';
	}

	/** Above a painter that has come later. */
	raise(): void {
		this.#host.append(this.#canvas);
	}

	dispose(): void {
		this.clear();
		this.#canvas.remove();
	}
}

function inked(mask: OverlayMask, document: Document): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	canvas.width = mask.columns;
	canvas.height = mask.rows;
	const data = new ImageData(mask.columns, mask.rows);
	const rgba = new Uint32Array(data.data.buffer);
	for (let i = 0; i < rgba.length; i++) rgba[i] = mask.on[i] === 1 ? ink : 0;
	canvas.getContext('2d')?.putImageData(data, 0, 0);
	return canvas;
}
