/**
 * Walks a JPEG (ISO 10918-1 annex B) or JPEG-LS (ISO 14495-1 annex C) stream marker by marker, without decoding it. Codecs
 * believe what the stream says of itself; this says whether it is whole and is the picture the DICOM header describes.
 */
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';

export interface JpegFacts {
	/** Last byte of the SOF marker: 0xC0 baseline, 0xC1 extended, 0xC2 progressive, 0xC3 lossless, 0xF7 JPEG-LS. */
	readonly process: number;
	readonly precision: number;
	readonly width: number;
	readonly height: number;
	readonly components: readonly { readonly id: number; readonly h: number; readonly v: number }[];
	/** Colour transform of the Adobe APP14 segment, or null without one. */
	readonly adobe: number | null;
	readonly jfif: boolean;
	/** JPEG-LS: the largest error allowed; 0 is lossless. */
	readonly near: number;
	/** Length up to and with EOI; up to 64 bytes of padding may follow. */
	readonly end: number;
}

const maxPadding = 64;

export function walkJpeg(bytes: Uint8Array): Result<JpegFacts, PixelRefusal> {
	if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return refuse('codestream-other-format');
	const jpegLs = { near: 0 };
	let frame: Pick<JpegFacts, 'process' | 'precision' | 'width' | 'height' | 'components'> | null = null;
	let adobe: number | null = null;
	let jfif = false;
	let scans = 0;
	let at = 2;
	for (;;) {
		if (bytes[at] !== 0xff)
			return at >= bytes.byteLength ? refuse('codestream-truncated') : refuse('codestream-damaged', 'marker');
		while (bytes[at + 1] === 0xff) at++;
		const marker = bytes[at + 1];
		if (marker === undefined) return refuse('codestream-truncated');
		at += 2;
		if (marker === 0xd9) break;
		if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)) continue;
		if (marker === 0xd8 || marker === 0x00) return refuse('codestream-damaged', 'marker');
		const length = word(bytes, at);
		if (length < 2 || at + length > bytes.byteLength) return refuse('codestream-truncated', 'segment');
		const body = bytes.subarray(at + 2, at + length);
		if (isFrame(marker)) {
			if (frame !== null) return refuse('codestream-damaged', 'second frame');
			const read = readFrame(marker, body);
			if (!read.ok) return read;
			frame = read.value;
		} else if (marker === 0xee && startsWith(body, 'Adobe') && body.byteLength >= 12) {
			adobe = body[11] ?? null;
		} else if (marker === 0xe0 && startsWith(body, 'JFIF')) {
			jfif = true;
		} else if (marker === 0xdc) {
			return refuse('codestream-differs-from-header', 'dnl');
		}
		at += length;
		if (marker === 0xda) {
			if (frame === null) return refuse('codestream-damaged', 'scan before frame');
			scans++;
			const count = body[0] ?? 0;
			if (count < 1 || count > frame.components.length) return refuse('codestream-damaged', 'scan');
			if (frame.process === 0xf7) jpegLs.near = Math.max(jpegLs.near, body[1 + count * 2] ?? 0);
			at = skipScan(bytes, at, frame.process === 0xf7);
		}
	}
	if (frame === null || scans === 0) return refuse('codestream-damaged', 'no picture');
	if (bytes.byteLength - at > maxPadding) return refuse('codestream-damaged', 'after end');
	return ok({ ...frame, adobe, jfif, near: jpegLs.near, end: at });
}

/** The stream against the DICOM header. */
export function checkJpeg(facts: JpegFacts, header: PixelHeader): PixelRefusal | null {
	const found = `${facts.width}x${facts.height}x${facts.components.length}/${facts.precision}`;
	const same =
		facts.width === header.columns &&
		facts.height === header.rows &&
		facts.components.length === header.samples;
	if (!same || facts.precision > header.bitsAllocated)
		return { code: 'codestream-differs-from-header', detail: found };
	return null;
}

function isFrame(marker: number): boolean {
	if (marker === 0xf7) return true;
	return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readFrame(
	process: number,
	body: Uint8Array,
): Result<Pick<JpegFacts, 'process' | 'precision' | 'width' | 'height' | 'components'>, PixelRefusal> {
	if (process >= 0xc9 && process <= 0xcf) return refuse('codestream-arithmetic');
	if (process >= 0xc5 && process <= 0xc7) return refuse('codec-unsupported', 'hierarchical');
	const count = body[5] ?? 0;
	if (body.byteLength !== 6 + count * 3 || count === 0) return refuse('codestream-damaged', 'frame');
	const components = [];
	for (let i = 0; i < count; i++) {
		const sampling = body[7 + i * 3] ?? 0;
		const h = sampling >> 4;
		const v = sampling & 15;
		if (h < 1 || h > 4 || v < 1 || v > 4) return refuse('codestream-damaged', 'sampling');
		components.push({ id: body[6 + i * 3] ?? 0, h, v });
	}
	const precision = body[0] ?? 0;
	if (precision < 2 || precision > 16) return refuse('codestream-damaged', 'precision');
	return ok({ process, precision, height: word(body, 1), width: word(body, 3), components });
}

/** The next marker after entropy-coded data: JPEG stuffs a zero byte after FF, JPEG-LS a zero bit. */
function skipScan(bytes: Uint8Array, from: number, jpegLs: boolean): number {
	for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
		const next = bytes[at + 1];
		if (next === undefined) break;
		if (next === 0xff) continue;
		const restart = next >= 0xd0 && next <= 0xd7;
		if (jpegLs ? next >= 0x80 && !restart : next !== 0 && !restart) return at;
	}
	return bytes.byteLength;
}

function word(bytes: Uint8Array, at: number): number {
	return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function startsWith(body: Uint8Array, text: string): boolean {
	for (let i = 0; i < text.length; i++) {
		if (body[i] !== text.charCodeAt(i)) return false;
	}
	return true;
}
