/**
 * Part 10 files (PS3.10 section 7.1) from a data set in the DICOM JSON model. What we create says ISO_IR 192 and is written
 * as UTF-8; `charset: 'as-given'` leaves (0008,0005) alone for a caller that brings its own bytes in `InlineBinary`.
 */
import type { Dataset, DicomElement } from '../dataset.ts';
import { isDataset, string } from '../dataset.ts';
import { padded, swapped, valueBytes } from './value-writer.ts';

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';
export const explicitBigEndian = '1.2.840.10008.1.2.2';

/** 2.25 UID of this implementation, fixed once (PS3.5 B.2). */
export const implementationClassUid = '2.25.286412047193560183472905813379104472351';
const implementationVersion = 'MOPH_CONSULT_1';

export type PixelInput =
	/** Little endian values of all frames; swapped here for the big endian syntax. */
	| {
			readonly kind: 'native';
			readonly bytes: Uint8Array;
			readonly vr: 'OB' | 'OW' | 'OF' | 'OD';
			readonly tag?: '7FE00010' | '7FE00008' | '7FE00009';
	  }
	/** The fragments of each frame, and which offset table leads to them (PS3.5 A.4, PS3.3 C.7.6.3.1.8). */
	| {
			readonly kind: 'encapsulated';
			readonly frames: readonly (readonly Uint8Array[])[];
			readonly offsets: 'none' | 'basic' | 'extended';
	  };

export interface Part10Input {
	readonly dataset: Dataset;
	readonly transferSyntax: string;
	readonly pixelData?: PixelInput;
	/** Added to, or put over, the meta group that is written otherwise. */
	readonly meta?: Dataset;
	readonly sequences?: 'defined' | 'undefined';
	readonly charset?: 'utf-8' | 'as-given';
	/** Raw deflate (RFC 1951), needed for the deflated syntax only: this room has no compressor. */
	readonly deflate?: (bytes: Uint8Array) => Uint8Array;
}

export function writePart10(input: Part10Input): Uint8Array {
	const body = writeDataset(input);
	const deflated = input.transferSyntax === deflatedLittleEndian;
	if (deflated && input.deflate === undefined) throw new TypeError('the deflated syntax needs a compressor');
	const out = deflated && input.deflate ? padded(input.deflate(body), 0) : body;
	return joined([new Uint8Array(128), Uint8Array.of(0x44, 0x49, 0x43, 0x4d), writeMeta(input), out]);
}

/** The data set alone, without preamble and meta group. */
export function writeDataset(input: Part10Input): Uint8Array {
	const parts: Uint8Array[] = [];
	const form: Form = {
		explicit: input.transferSyntax !== implicitLittleEndian,
		bigEndian: input.transferSyntax === explicitBigEndian,
		undefinedLength: input.sequences === 'undefined',
	};
	const pixels = input.pixelData;
	const tables =
		pixels?.kind === 'encapsulated' && pixels.offsets === 'extended' ? extendedOffsets(pixels) : {};
	const charset: Dataset =
		input.charset === 'as-given' ? {} : { '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } };
	const dataset = { ...input.dataset, ...tables, ...charset };
	const pixelTag =
		pixels === undefined ? null : pixels.kind === 'native' ? (pixels.tag ?? '7FE00010') : '7FE00010';
	for (const tag of Object.keys(dataset).sort()) {
		if (pixelTag !== null && tag >= pixelTag) continue;
		pushElement(parts, tag, dataset[tag], form);
	}
	if (pixels !== undefined && pixelTag !== null) {
		pushPixels(parts, pixelTag, pixels, form);
		for (const tag of Object.keys(dataset).sort()) {
			if (tag > pixelTag) pushElement(parts, tag, dataset[tag], form);
		}
	}
	return joined(parts);
}

interface Form {
	readonly explicit: boolean;
	readonly bigEndian: boolean;
	readonly undefinedLength: boolean;
}

/** VRs with two reserved bytes and a 32-bit length (PS3.5 table 7.1-1). */
const longVrs = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV']);
const undefinedLength = 0xffffffff;

function writeMeta(input: Part10Input): Uint8Array {
	const form: Form = { explicit: true, bigEndian: false, undefinedLength: false };
	const meta: Dataset = {
		'00020001': { vr: 'OB', InlineBinary: 'AAE=' },
		'00020002': { vr: 'UI', Value: [string(input.dataset, '00080016') ?? ''] },
		'00020003': { vr: 'UI', Value: [string(input.dataset, '00080018') ?? ''] },
		'00020010': { vr: 'UI', Value: [input.transferSyntax] },
		'00020012': { vr: 'UI', Value: [implementationClassUid] },
		'00020013': { vr: 'SH', Value: [implementationVersion] },
		...input.meta,
	};
	const parts: Uint8Array[] = [];
	for (const tag of Object.keys(meta).sort()) pushElement(parts, tag, meta[tag], form);
	const rest = joined(parts);
	const length: Uint8Array[] = [];
	pushElement(length, '00020000', { vr: 'UL', Value: [rest.length] }, form);
	return joined([...length, rest]);
}

function pushElement(parts: Uint8Array[], tag: string, element: DicomElement | undefined, form: Form): void {
	if (element === undefined) return;
	if (element.vr === 'SQ') {
		pushSequence(parts, tag, element, form);
		return;
	}
	const value = valueBytes(element, form.bigEndian);
	// PS3.5 section 6.2.2: a value too long for its VR's 16-bit length is written as UN.
	const vr = value.length > 0xfffe && !longVrs.has(element.vr) ? 'UN' : element.vr;
	parts.push(header(tag, vr, value.length, form), value);
}

function pushSequence(parts: Uint8Array[], tag: string, element: DicomElement, form: Form): void {
	const inner: Uint8Array[] = [];
	for (const item of element.Value ?? []) {
		if (!isDataset(item)) throw new TypeError('a sequence holds data sets only');
		const set: Uint8Array[] = [];
		for (const key of Object.keys(item).sort()) pushElement(set, key, item[key], form);
		const bytes = joined(set);
		inner.push(itemHeader(form.undefinedLength ? undefinedLength : bytes.length, form), bytes);
		if (form.undefinedLength) inner.push(delimiter(0xe00d, form));
	}
	const bytes = joined(inner);
	parts.push(header(tag, 'SQ', form.undefinedLength ? undefinedLength : bytes.length, form), bytes);
	if (form.undefinedLength) parts.push(delimiter(0xe0dd, form));
}

function pushPixels(parts: Uint8Array[], tag: string, pixels: PixelInput, form: Form): void {
	if (pixels.kind === 'native') {
		const bytes = swapped(padded(pixels.bytes, 0), pixels.vr, form.bigEndian);
		parts.push(header(tag, pixels.vr, bytes.length, form), bytes);
		return;
	}
	parts.push(header(tag, 'OB', undefinedLength, form));
	const table = pixels.offsets === 'basic' ? basicOffsets(pixels.frames) : new Uint8Array(0);
	parts.push(itemHeader(table.length, form), table);
	for (const fragment of pixels.frames.flat()) {
		const bytes = padded(fragment, 0);
		parts.push(itemHeader(bytes.length, form), bytes);
	}
	parts.push(delimiter(0xe0dd, form));
}

/** Offset of each frame's first item tag from the first byte after the basic offset table item. */
function frameOffsets(frames: readonly (readonly Uint8Array[])[]): number[] {
	let at = 0;
	return frames.map((fragments) => {
		const start = at;
		for (const fragment of fragments) at += 8 + padded(fragment, 0).length;
		return start;
	});
}

function basicOffsets(frames: readonly (readonly Uint8Array[])[]): Uint8Array {
	const offsets = frameOffsets(frames);
	const out = new Uint8Array(4 * offsets.length);
	const view = new DataView(out.buffer);
	offsets.forEach((offset, index) => view.setUint32(4 * index, offset, true));
	return out;
}

function extendedOffsets(pixels: Extract<PixelInput, { kind: 'encapsulated' }>): Dataset {
	const lengths = pixels.frames.map((fragments) =>
		fragments.reduce((sum, each) => sum + padded(each, 0).length, 0),
	);
	return {
		'7FE00001': { vr: 'OV', Value: frameOffsets(pixels.frames) },
		'7FE00002': { vr: 'OV', Value: lengths },
	};
}

function header(tag: string, vr: string, length: number, form: Form): Uint8Array {
	const long = !form.explicit || longVrs.has(vr);
	const out = new Uint8Array(form.explicit && long ? 12 : 8);
	const view = new DataView(out.buffer);
	const little = !form.bigEndian;
	view.setUint16(0, Number.parseInt(tag.slice(0, 4), 16), little);
	view.setUint16(2, Number.parseInt(tag.slice(4), 16), little);
	if (!form.explicit) {
		view.setUint32(4, length, little);
		return out;
	}
	out[4] = vr.charCodeAt(0);
	out[5] = vr.charCodeAt(1);
	if (long) view.setUint32(8, length, little);
	else view.setUint16(6, length, little);
	return out;
}

function itemHeader(length: number, form: Form): Uint8Array {
	return delimiter(0xe000, form, length);
}

function delimiter(element: number, form: Form, length = 0): Uint8Array {
	const out = new Uint8Array(8);
	const view = new DataView(out.buffer);
	view.setUint16(0, 0xfffe, !form.bigEndian);
	view.setUint16(2, element, !form.bigEndian);
	view.setUint32(4, length, !form.bigEndian);
	return out;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
	let length = 0;
	for (const part of parts) length += part.length;
	const out = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}
