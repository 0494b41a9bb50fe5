/**
 * Walks a JPEG 2000 or HTJ2K codestream (ISO 15444-1 annex A) by markers and tile-part lengths, without decoding it. The
 * decoders answer a cut stream with an empty or a half picture and no error; here every tile-part must lie inside the frame,
 * every tile be there and the end marker stand where the lengths lead.
 */
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';

export interface J2kFacts {
	readonly width: number;
	readonly height: number;
	readonly components: number;
	readonly precision: number;
	readonly signed: boolean;
	readonly reversible: boolean;
	/** The multiple component transform: colour leaves the decoder as RGB. */
	readonly colourTransform: boolean;
	readonly highThroughput: boolean;
	readonly levels: number;
	/** 0 LRCP, 1 RLCP, 2 RPCL, 3 PCRL, 4 CPRL */
	readonly progression: number;
	readonly tiles: number;
	/** Byte, counted from SOC, at which each tile-part ends. */
	readonly tilePartEnds: readonly number[];
	/** The codestream without a JP2 wrapper or padding. */
	readonly codestream: Uint8Array;
}

const maxTiles = 65_535;

export function walkJ2k(bytes: Uint8Array): Result<J2kFacts, PixelRefusal> {
	const stream = unwrapJp2(bytes);
	if (stream === null) return refuse('codestream-other-format');
	const main = readMainHeader(stream);
	if (!main.ok) return main;
	const parts = readTileParts(stream, main.value.headerEnd, main.value.facts.tiles);
	if (!parts.ok) return parts;
	const end = (parts.value.at(-1) ?? 0) + 2;
	return ok({ ...main.value.facts, tilePartEnds: parts.value, codestream: stream.subarray(0, end) });
}

/** The stream against the DICOM header. */
export function checkJ2k(facts: J2kFacts, header: PixelHeader): PixelRefusal | null {
	const found = `${facts.width}x${facts.height}x${facts.components}/${facts.precision}`;
	const same =
		facts.width === header.columns && facts.height === header.rows && facts.components === header.samples;
	if (!same || facts.precision > header.bitsAllocated)
		return { code: 'codestream-differs-from-header', detail: found };
	return null;
}

/** Where each resolution is complete: only for one tile with a tile-part per resolution, as this room writes it. */
export function resolutionEnds(facts: J2kFacts): readonly number[] {
	if (facts.tiles !== 1 || facts.progression !== 2 || facts.tilePartEnds.length !== facts.levels + 1)
		return [];
	const ends = [...facts.tilePartEnds];
	ends[ends.length - 1] = facts.codestream.byteLength;
	return ends;
}

/** DICOM wants the bare codestream, but JP2 files (15444-1 annex I) occur: then the `jp2c` box is it. */
function unwrapJp2(bytes: Uint8Array): Uint8Array | null {
	if (u16(bytes, 0) === 0xff4f) return bytes;
	if (u32(bytes, 4) !== 0x6a502020) return null;
	let at = 0;
	while (at + 8 <= bytes.byteLength) {
		const length = u32(bytes, at);
		if (u32(bytes, at + 4) === 0x6a703263) {
			const end = length === 0 ? bytes.byteLength : Math.min(at + length, bytes.byteLength);
			const body = bytes.subarray(at + (length === 1 ? 16 : 8), length === 1 ? bytes.byteLength : end);
			return u16(body, 0) === 0xff4f ? body : null;
		}
		if (length < 8) return null;
		at += length;
	}
	return null;
}

type Main = Omit<J2kFacts, 'tilePartEnds' | 'codestream'>;

function readMainHeader(stream: Uint8Array): Result<{ facts: Main; headerEnd: number }, PixelRefusal> {
	let size: Pick<Main, 'width' | 'height' | 'components' | 'precision' | 'signed' | 'tiles'> | null = null;
	let coding: Pick<
		Main,
		'reversible' | 'colourTransform' | 'levels' | 'progression' | 'highThroughput'
	> | null = null;
	let at = 2;
	for (;;) {
		const marker = u16(stream, at);
		if (marker === 0xff90) break;
		const length = u16(stream, at + 2);
		if (at + 4 > stream.byteLength) return refuse('codestream-truncated');
		if (marker < 0xff00 || length < 2) return refuse('codestream-damaged', 'marker');
		if (at + 2 + length > stream.byteLength) return refuse('codestream-truncated', 'segment');
		const body = stream.subarray(at + 4, at + 2 + length);
		if (marker === 0xff51) {
			const read = readSize(body);
			if (!read.ok) return read;
			size = read.value;
		} else if (marker === 0xff52) {
			coding = {
				progression: body[1] ?? 0,
				colourTransform: body[4] === 1,
				levels: body[5] ?? 0,
				highThroughput: ((body[8] ?? 0) & 0x40) !== 0,
				reversible: body[9] === 1,
			};
		}
		at += 2 + length;
	}
	if (size === null || coding === null) return refuse('codestream-damaged', 'header');
	if (coding.levels > 32) return refuse('codestream-damaged', 'levels');
	return ok({ facts: { ...size, ...coding }, headerEnd: at });
}

function readSize(
	body: Uint8Array,
): Result<Pick<Main, 'width' | 'height' | 'components' | 'precision' | 'signed' | 'tiles'>, PixelRefusal> {
	const count = u16(body, 34);
	if (count < 1 || body.byteLength !== 36 + count * 3) return refuse('codestream-damaged', 'size');
	const [xEnd, yEnd, x0, y0, tileW, tileH, tileX, tileY] = [2, 6, 10, 14, 18, 22, 26, 30].map((at) =>
		u32(body, at),
	);
	if (xEnd === undefined || yEnd === undefined || x0 === undefined || y0 === undefined)
		return refuse('codestream-damaged', 'size');
	if (!tileW || !tileH || tileX === undefined || tileY === undefined)
		return refuse('codestream-damaged', 'size');
	if (xEnd <= x0 || yEnd <= y0 || tileX > x0 || tileY > y0) return refuse('codestream-damaged', 'size');
	const tiles = Math.ceil((xEnd - tileX) / tileW) * Math.ceil((yEnd - tileY) / tileH);
	if (tiles < 1 || tiles > maxTiles) return refuse('codestream-damaged', 'tiles');
	const depth = body[36] ?? 0;
	for (let i = 0; i < count; i++) {
		// All components alike and none subsampled: anything else is not an image DICOM can describe.
		if (body[36 + i * 3] !== depth || body[37 + i * 3] !== 1 || body[38 + i * 3] !== 1) {
			return refuse('codestream-differs-from-header', 'components');
		}
	}
	return ok({
		width: xEnd - x0,
		height: yEnd - y0,
		components: count,
		precision: (depth & 0x7f) + 1,
		signed: depth > 0x7f,
		tiles,
	});
}

/** Ends of all tile-parts, the last of which must be followed by EOC. */
function readTileParts(stream: Uint8Array, from: number, tiles: number): Result<number[], PixelRefusal> {
	const ends: number[] = [];
	const seen = new Uint8Array(tiles);
	let at = from;
	while (u16(stream, at) === 0xff90) {
		if (at + 12 > stream.byteLength) return refuse('codestream-truncated', 'tile-part');
		const tile = u16(stream, at + 4);
		const length = u32(stream, at + 6);
		if (u16(stream, at + 2) !== 10 || tile >= tiles) return refuse('codestream-damaged', 'tile-part');
		// Length 0: the last tile-part, up to EOC, which is then to be found from the end.
		const end = length === 0 ? lastEoc(stream, at) : at + length;
		if (length !== 0 && length < 14) return refuse('codestream-damaged', 'tile-part');
		if (end < 0 || end > stream.byteLength) return refuse('codestream-truncated', 'tile-part');
		seen[tile] = 1;
		ends.push(end);
		at = end;
	}
	if (u16(stream, at) !== 0xffd9)
		return at + 2 > stream.byteLength
			? refuse('codestream-truncated', 'end')
			: refuse('codestream-damaged', 'end');
	if (stream.byteLength - at - 2 > 64) return refuse('codestream-damaged', 'after end');
	if (seen.includes(0)) return refuse('codestream-damaged', 'tile missing');
	return ok(ends);
}

function lastEoc(stream: Uint8Array, from: number): number {
	for (let at = stream.byteLength - 2; at > from && at >= stream.byteLength - 66; at--) {
		if (u16(stream, at) === 0xffd9) return at;
	}
	return -1;
}

function u16(bytes: Uint8Array, at: number): number {
	return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function u32(bytes: Uint8Array, at: number): number {
	return u16(bytes, at) * 65_536 + u16(bytes, at + 2);
}
