/**
 * Stored values to what the screen shows: the whole grey path of PS3.4 N.2 in one place and one formula (modality, VOI, presentation),
 * eight bits out. Whoever paints (2D canvas, GPU) paints these and nothing else, so that every window function, every LUT and
 * every data type looks the same on every device; cornerstone's own VOI path knows no LUT sequences and its CPU form no sigmoid.
 */
import type { ImageInstance, Lut, ModalityTransform, StudyManifest } from '#lib/archive/manifest.ts';
import { lutEntries, windowed } from './grey-curve.ts';
import type { Presentation } from './presentation.ts';
import type { StoredValues } from './stored-values.ts';

export interface Shown {
	readonly columns: number;
	readonly rows: number;
	/** 1 grey, 3 red-green-blue */
	readonly samples: 1 | 3;
	readonly pixels: Uint8Array<ArrayBuffer>;
}

export interface PresentInput {
	readonly instance: ImageInstance;
	readonly frame: number;
	readonly luts: StudyManifest['luts'];
	readonly presentation: Presentation;
	/** by the reader */
	readonly inverted: boolean;
}

export function modalityOf(instance: ImageInstance, frame: number): ModalityTransform {
	return instance.perFrame?.[frame - 1]?.modality ?? instance.modality;
}

/** Stored value to modality value (PS3.3 C.11.1). */
export function modalityCurve(
	transform: ModalityTransform,
	luts: StudyManifest['luts'],
): (stored: number) => number {
	if (transform.kind === 'linear') {
		const { slope, intercept } = transform;
		return (stored) => stored * slope + intercept;
	}
	const lut = luts[transform.lut];
	return lut === undefined ? (stored) => stored : lookUp(lut);
}

function lookUp(lut: Lut): (value: number) => number {
	const entries = lutEntries(lut);
	const last = entries.length - 1;
	return (value) => entries[Math.min(last, Math.max(0, Math.round(value) - lut.first))] ?? 0;
}

export function present(values: StoredValues, input: PresentInput): Shown {
	const { instance } = input;
	const { rows, columns, samples, photometric } = instance.format;
	const size = { rows, columns };
	if (samples === 3) return { ...size, samples: 3, pixels: colours(values, input.inverted) };
	if (photometric === 'PALETTE COLOR' && instance.palette !== null) {
		return { ...size, samples: 3, pixels: paletteColours(values, input, instance.palette) };
	}
	return { ...size, samples: 1, pixels: greys(values, input) };
}

function colours(values: StoredValues, inverted: boolean): Uint8Array<ArrayBuffer> {
	// Sixteen bits a sample travel raw; the screen shows the upper eight.
	const shift = values.BYTES_PER_ELEMENT > 1 ? 8 : 0;
	const flip = inverted ? 255 : 0;
	if (shift === 0 && flip === 0 && values instanceof Uint8Array) return values;
	const out = new Uint8Array(values.length);
	for (let i = 0; i < values.length; i++) out[i] = ((values[i] ?? 0) >> shift) ^ flip;
	return out;
}

function paletteColours(
	values: StoredValues,
	input: PresentInput,
	palette: readonly [string, string, string],
): Uint8Array<ArrayBuffer> {
	const out = new Uint8Array(values.length * 3);
	palette.forEach((key, channel) => {
		const lut = input.luts[key];
		if (lut === undefined) return;
		const entries = lutEntries(lut);
		const last = entries.length - 1;
		const shift = lut.bits > 8 ? lut.bits - 8 : 0;
		const flip = input.inverted ? 255 : 0;
		for (let i = 0; i < values.length; i++) {
			const at = Math.min(last, Math.max(0, (values[i] ?? 0) - lut.first));
			out[i * 3 + channel] = ((entries[at] ?? 0) >> shift) ^ flip;
		}
	});
	return out;
}

function greys(values: StoredValues, input: PresentInput): Uint8Array<ArrayBuffer> {
	const grey = greyOf(input);
	const out = new Uint8Array(values.length);
	const table = tableFor(values, grey);
	if (table === null) {
		for (let i = 0; i < values.length; i++) out[i] = grey(values[i] ?? 0);
		return out;
	}
	const { entries, offset } = table;
	for (let i = 0; i < values.length; i++) out[i] = entries[(values[i] ?? 0) + offset] ?? 0;
	return out;
}

/** Stored value to grey 0-255, all stages. */
export function greyOf(input: PresentInput): (stored: number) => number {
	const { instance, luts, presentation } = input;
	const modality = modalityCurve(modalityOf(instance, input.frame), luts);
	const voi = voiCurve(presentation, luts);
	// MONOCHROME1 and Presentation LUT Shape INVERSE both ask for dark high values, each other's double negation (PS3.3 C.7.6.3.1.2, C.11.6).
	const mono1 = instance.format.photometric === 'MONOCHROME1';
	const flipped = (mono1 || instance.inverse) !== input.inverted;
	const { padding } = instance;
	return (stored) => {
		// Outside the picture (PS3.3 C.7.5.1.1.2): the background, whatever the window and the inversion.
		if (padding !== null && stored >= padding.from && stored <= padding.to) return 0;
		const level = voi(modality(stored));
		const grey = Number.isNaN(level) ? 0 : Math.round(255 * level);
		return flipped ? 255 - grey : grey;
	};
}

function voiCurve(presentation: Presentation, luts: StudyManifest['luts']): (modality: number) => number {
	switch (presentation.kind) {
		case 'window':
			return windowed(presentation.window);
		case 'lut': {
			const lut = luts[presentation.key];
			if (lut === undefined) return () => Number.NaN;
			const curve = lookUp(lut);
			const most = 2 ** lut.bits - 1;
			return (value) => Math.min(1, curve(value) / most);
		}
		case 'colour':
			return (value) => value / 255;
	}
}

/** Up to sixteen bits: the curve once per possible value instead of once per pixel. */
function tableFor(
	values: StoredValues,
	grey: (stored: number) => number,
): { entries: Uint8Array; offset: number } | null {
	const bytes = values.BYTES_PER_ELEMENT;
	if (bytes > 2) return null;
	const signed = values instanceof Int8Array || values instanceof Int16Array;
	const count = 2 ** (8 * bytes);
	const offset = signed ? count / 2 : 0;
	if (values.length < count / 4) return null;
	const entries = new Uint8Array(count);
	for (let i = 0; i < count; i++) entries[i] = grey(i - offset);
	return { entries, offset };
}
