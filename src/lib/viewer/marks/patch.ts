/** A small part of the shown frame as it is seen, from its stored values: what the loupe shows. */
import type { StudyManifest } from '#lib/archive/manifest.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { StackFrame } from '../frames/stack.ts';
import { present } from '../painting/present.ts';
import type { Presentation } from '../painting/presentation.ts';
import type { StoredValues } from '../stored-values.ts';

export interface Patch {
	readonly image: ImageData;
	/** its corner in the picture, and how many picture pixels one of its own is */
	readonly left: number;
	readonly top: number;
	readonly step: number;
}

export interface PatchSource {
	readonly place: StackFrame;
	readonly values: StoredValues;
	readonly luts: StudyManifest['luts'];
	readonly presentation: Presentation;
	readonly inverted: boolean;
}

/** Never more than this across: a whole film under a finger would cost more than it shows. */
const mostAcross = 256;

export function patchAround([x, y]: Pixel, radius: number, source: PatchSource): Patch | null {
	const { instance, frame } = source.place;
	const { rows, columns, samples } = instance.format;
	const [left, top] = [Math.max(0, Math.floor(x - radius)), Math.max(0, Math.floor(y - radius))];
	const [right, bottom] = [Math.min(columns, Math.ceil(x + radius)), Math.min(rows, Math.ceil(y + radius))];
	const step = Math.max(1, Math.ceil(Math.max(right - left, bottom - top) / mostAcross));
	const [width, height] = [Math.ceil((right - left) / step), Math.ceil((bottom - top) / step)];
	if (width < 1 || height < 1) return null;
	const part = source.values.slice(0, width * height * samples);
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) {
			const from = ((top + row * step) * columns + left + column * step) * samples;
			const to = (row * width + column) * samples;
			for (let sample = 0; sample < samples; sample++) part[to + sample] = source.values[from + sample] ?? 0;
		}
	}
	const shown = present(part, { instance, frame, ...source });
	if (shown === null) return null;
	const image = new ImageData(width, height);
	for (let i = 0; i < width * height; i++) {
		const [red, green, blue] = shown.samples === 3 ? [0, 1, 2] : [0, 0, 0];
		image.data[i * 4] = shown.pixels[i * shown.samples + red] ?? 0;
		image.data[i * 4 + 1] = shown.pixels[i * shown.samples + green] ?? 0;
		image.data[i * 4 + 2] = shown.pixels[i * shown.samples + blue] ?? 0;
		image.data[i * 4 + 3] = 255;
	}
	return { image, left, top, step };
}
