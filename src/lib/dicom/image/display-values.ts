/**
 * Frame values to what the screen shows, on the CPU: modality, VOI, inversion, padding, palette (PS3.4 N.2). Used for the
 * server's previews and where a browser has no WebGL; the GPU path must look the same.
 */
import type { ImageFacts, Lut, VoiWindow } from './image-facts.ts';
import { lookUp, unpackLut } from './lut-table.ts';
import { modalityFunction } from './modality-values.ts';
import { throughWindow, windowOfRange } from './voi.ts';

export type FrameValues =
	Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

export interface FramePixels {
	readonly values: FrameValues;
	readonly samples: 1 | 3;
	readonly photometric: 'MONOCHROME1' | 'MONOCHROME2' | 'RGB' | 'PALETTE COLOR';
}

/** How the picture is to be shown: a window, or a VOI table by its key. */
export type Voi =
	{ readonly kind: 'window'; readonly window: VoiWindow } | { readonly kind: 'lut'; readonly lut: string };

export type DisplayFacts = Pick<
	ImageFacts,
	'modality' | 'voi' | 'voiLuts' | 'palette' | 'inverse' | 'padding'
>;

export interface Displayed {
	/** 1: grey, 3: red, green, blue */
	readonly channels: 1 | 3;
	readonly bytes: Uint8ClampedArray;
}

/** `voi` null: the file's first window, else its first table, else the whole range of values. Null: a needed table is damaged. */
export function displayValues(
	frame: FramePixels,
	facts: DisplayFacts,
	{
		luts,
		voi,
		invert = false,
	}: { readonly luts: Readonly<Record<string, Lut>>; readonly voi: Voi | null; readonly invert?: boolean },
): Displayed | null {
	if (frame.samples === 3 || frame.photometric === 'RGB') return displayColour(frame.values, invert);
	if (frame.photometric === 'PALETTE COLOR') return displayPalette(frame.values, facts, luts, invert);
	const toModality = modalityFunction(facts.modality, luts);
	if (!toModality) return null;
	const shade = shadeFunction(frame.values, facts, { luts, voi, toModality });
	if (!shade) return null;
	const inverted = ((frame.photometric === 'MONOCHROME1') !== facts.inverse) !== invert;
	return {
		channels: 1,
		bytes: shadeAll(frame.values, facts.padding, inverted ? (x) => 255 - shade(x) : shade),
	};
}

/** What `displayValues` uses when nobody has chosen. */
export function defaultVoi(facts: DisplayFacts): Voi | null {
	const [window] = facts.voi;
	if (window) return { kind: 'window', window };
	const [lut] = facts.voiLuts;
	return lut === undefined ? null : { kind: 'lut', lut };
}

/** Stored value -> 0..255 before inversion. */
function shadeFunction(
	values: FrameValues,
	facts: DisplayFacts,
	about: { luts: Readonly<Record<string, Lut>>; voi: Voi | null; toModality: (stored: number) => number },
): ((stored: number) => number) | null {
	const { luts, toModality } = about;
	const voi = about.voi ?? defaultVoi(facts);
	if (voi?.kind === 'lut') {
		const lut = luts[voi.lut];
		const table = lut ? unpackLut(lut) : null;
		return table ? (stored) => (255 * lookUp(table, toModality(stored))) / table.max : null;
	}
	const window = voi?.window ?? wholeRange(values, facts.padding, toModality);
	return (stored) => 255 * throughWindow(toModality(stored), window);
}

function wholeRange(
	values: FrameValues,
	padding: ImageFacts['padding'],
	toModality: (stored: number) => number,
): VoiWindow {
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	for (const stored of values) {
		if (padding && stored >= padding.from && stored <= padding.to) continue;
		const value = toModality(stored);
		if (value < min) min = value;
		if (value > max) max = value;
	}
	return min <= max && Number.isFinite(max - min) ? windowOfRange(min, max) : windowOfRange(0, 1);
}

/** Small integer types go through a table of the values that occur: a chest film has ten million pixels and a few thousand shades. */
function shadeAll(
	values: FrameValues,
	padding: ImageFacts['padding'],
	shade: (stored: number) => number,
): Uint8ClampedArray {
	const out = new Uint8ClampedArray(values.length);
	// Padding is black however the picture is inverted (PS3.3 C.7.5.1.1.2: no part of the image)
	const shown = (stored: number) =>
		padding && stored >= padding.from && stored <= padding.to ? 0 : shade(stored);
	if (!isSmall(values) || values.length < 4096) {
		for (let i = 0; i < values.length; i++) out[i] = shown(values[i] ?? 0);
		return out;
	}
	const [least, most] = rangeOf(values);
	const table = new Uint8ClampedArray(most - least + 1);
	for (let i = 0; i < table.length; i++) table[i] = shown(least + i);
	for (let i = 0; i < values.length; i++) out[i] = table[(values[i] ?? 0) - least] ?? 0;
	return out;
}

function isSmall(values: FrameValues): boolean {
	return (
		values instanceof Uint8Array ||
		values instanceof Uint16Array ||
		values instanceof Int8Array ||
		values instanceof Int16Array
	);
}

function rangeOf(values: FrameValues): readonly [least: number, most: number] {
	let least = values[0] ?? 0;
	let most = least;
	for (let i = 1; i < values.length; i++) {
		const value = values[i] ?? 0;
		if (value < least) least = value;
		else if (value > most) most = value;
	}
	return [least, most];
}

function displayColour(values: FrameValues, invert: boolean): Displayed {
	const bytes = new Uint8ClampedArray(values.length);
	const scale = values.BYTES_PER_ELEMENT === 1 ? 1 : 255 / 65535;
	for (let i = 0; i < values.length; i++) {
		const value = (values[i] ?? 0) * scale;
		bytes[i] = invert ? 255 - value : value;
	}
	return { channels: 3, bytes };
}

function displayPalette(
	values: FrameValues,
	facts: DisplayFacts,
	luts: Readonly<Record<string, Lut>>,
	invert: boolean,
): Displayed | null {
	const tables = facts.palette?.map((id) => (luts[id] ? unpackLut(luts[id]) : null)) ?? [];
	const [red, green, blue] = tables;
	if (!red || !green || !blue) return null;
	const bytes = new Uint8ClampedArray(values.length * 3);
	for (let i = 0; i < values.length; i++) {
		const stored = values[i] ?? 0;
		for (const [channel, table] of [red, green, blue].entries()) {
			const value = (255 * lookUp(table, stored)) / table.max;
			bytes[i * 3 + channel] = invert ? 255 - value : value;
		}
	}
	return { channels: 3, bytes };
}
