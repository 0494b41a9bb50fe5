/**
 * One decoded frame -> the form in which it travels to the browser. Whatever is encoded is decoded back by the browser's own
 * codec and compared; a codec has been seen to report success and write another picture.
 */
import { createHash } from 'node:crypto';
import { toHex } from '#lib/base/bytes.ts';
import { decodeJpegLs, storedOfJpegLs } from '#lib/dicom/image/jpeg-ls.ts';
import { markAsRgb } from './codecs/jpeg-rgb.ts';
import { holdsYcc } from './codecs/jpeg.ts';
import { encodeHtj2k, decodeHtj2kStream } from './codecs/htj2k.ts';
import { encodeJpegLs } from './codecs/jpeg-ls.ts';
import { resolutionEnds, walkJ2k } from './codecs/j2k-guard.ts';
import { decodeTurbo } from './codecs/turbo-jpeg.ts';
import type { EncodeInfo } from './codecs/wasm-module.ts';
import type { DecodedFrame } from './frame/frame-decoder.ts';
import type { FrameFacts } from './frame/inspect-frame.ts';
import type { PixelHeader } from './frame/pixel-header.ts';
import { bytesOf } from './frame/samples.ts';

export interface FrameRendition {
	readonly codec: 'jpegls' | 'htj2k' | 'jpeg' | 'raw';
	readonly bytes: Uint8Array;
	/** Set when these very bytes lie in the original file. */
	readonly place: { readonly offset: number; readonly length: number } | null;
	readonly sha256: string;
	readonly valuesSha256: string;
	readonly ends: readonly number[];
	/** The JPEG was told that it holds RGB. */
	readonly repaired: boolean;
}

/** Under this the fixed cost of a codestream exceeds the gain. */
const smallestCoded = 4096;

/** Above this the speed of HTJ2K and its smaller first pictures are worth more than a tenth of the bytes (decision 43). */
const mostJpegLs = 1024 * 1024;

/** `htj2k`: in the form that other systems are offered. */
export type LosslessForm = 'smallest' | 'htj2k';

export async function lossless(
	frame: DecodedFrame,
	form: LosslessForm = 'smallest',
): Promise<FrameRendition> {
	const bytes = bytesOf(frame.samples);
	const small = form === 'smallest' ? await jpegLsVerified(frame) : null;
	const coded = small ?? (canHoldHtj2k(frame) ? await encodeVerified(frame) : null);
	const smaller = coded !== null && coded.bytes.byteLength < bytes.byteLength ? coded : null;
	return {
		codec: smaller?.codec ?? 'raw',
		bytes: smaller?.bytes ?? bytes,
		place: null,
		sha256: sha256(smaller?.bytes ?? bytes),
		valuesSha256: sha256(bytes),
		ends: smaller?.ends ?? [],
		repaired: false,
	};
}

/** The original codestream where the browser gives exactly these samples for it; null where it must be derived. */
export async function passThrough(
	frame: DecodedFrame,
	facts: FrameFacts,
	header: PixelHeader,
): Promise<FrameRendition | null> {
	if (facts.kind === 'jpeg') return passJpeg(frame, facts, header);
	if (facts.kind === 'j2k' && facts.facts.highThroughput && !facts.lossy) return passHtj2k(frame, facts);
	return null;
}

async function passJpeg(
	frame: DecodedFrame,
	{ facts }: Extract<FrameFacts, { kind: 'jpeg' }>,
	header: PixelHeader,
): Promise<FrameRendition | null> {
	if (frame.format.dtype !== 'uint8') return null;
	const stream = frame.source.bytes.subarray(0, facts.end);
	const unmarked = header.samples === 3 && facts.adobe === null && !holdsYcc(facts, header);
	const bytes = unmarked ? markAsRgb(stream) : stream;
	const picture = await decodeTurbo(bytes);
	if (picture === null || !equal(picture.bytes, bytesOf(frame.samples))) return null;
	const place = frame.source.place;
	return {
		codec: 'jpeg',
		bytes,
		place: unmarked || place === null ? null : { offset: place.offset, length: facts.end },
		sha256: sha256(bytes),
		valuesSha256: sha256(bytesOf(frame.samples)),
		ends: [],
		repaired: unmarked,
	};
}

/** HTJ2K that is already in our form: one tile, resolution by resolution, values untouched by any rule. */
function passHtj2k(
	frame: DecodedFrame,
	{ facts }: Extract<FrameFacts, { kind: 'j2k' }>,
): FrameRendition | null {
	const ends = resolutionEnds(facts);
	const bytes = facts.codestream;
	const untouched = frame.samples === frame.decoded.samples;
	if (ends.length === 0 || !untouched || frame.source.place === null) return null;
	if (bytes.byteOffset !== frame.source.bytes.byteOffset) return null;
	return {
		codec: 'htj2k',
		bytes,
		place: { offset: frame.source.place.offset, length: bytes.byteLength },
		sha256: sha256(bytes),
		valuesSha256: sha256(bytesOf(frame.samples)),
		ends,
		repaired: false,
	};
}

/** OpenJPH writes wrong pictures for colour above 8 bits and for samples above 16. */
function canHoldHtj2k({ samples, format, bits }: DecodedFrame): boolean {
	if (samples.byteLength < smallestCoded) return false;
	if (format.dtype === 'float32' || format.dtype === 'float64') return false;
	return format.samples === 1 ? bits <= 16 : bits <= 8;
}

interface Coded {
	readonly codec: 'jpegls' | 'htj2k';
	readonly bytes: Uint8Array;
	readonly ends: readonly number[];
}

/** Grey pictures of slice size. Null: not one, or it did not come back as it was. */
async function jpegLsVerified({ format, samples, bits: held }: DecodedFrame): Promise<Coded | null> {
	const { rows, columns, dtype } = format;
	const whole = dtype === 'uint8' || dtype === 'int8' || dtype === 'uint16' || dtype === 'int16';
	if (!whole || format.samples !== 1 || held > 16 || rows * columns > mostJpegLs) return null;
	if (samples.byteLength < smallestCoded) return null;
	const bits = Math.max(2, held);
	const signed = dtype === 'int8' || dtype === 'int16';
	const bytes = await encodeJpegLs(samples, { width: columns, height: rows, bits, signed });
	const back = bytes === null ? null : decodeJpegLs(bytes, mostJpegLs);
	if (bytes === null || back === null || back.rows !== rows || back.columns !== columns) return null;
	return equal(bytesOf(storedOfJpegLs(back, dtype)), bytesOf(samples))
		? { codec: 'jpegls', bytes, ends: [] }
		: null;
}

async function encodeVerified(frame: DecodedFrame): Promise<Coded | null> {
	const { format, samples } = frame;
	const signed = format.dtype === 'int8' || format.dtype === 'int16';
	const info: EncodeInfo = {
		width: format.columns,
		height: format.rows,
		bitsPerSample: frame.bits,
		componentCount: format.samples,
		isSigned: signed,
		isUsingColorTransform: format.samples === 3,
	};
	const bytes = await encodeHtj2k(samples, info);
	if (bytes === null) return null;
	const back = await decodeHtj2kStream(bytes);
	const same =
		back !== null &&
		back.info.width === info.width &&
		back.info.height === info.height &&
		back.info.componentCount === info.componentCount &&
		back.info.isSigned === signed &&
		equal(back.bytes, bytesOf(samples));
	if (!same) return null;
	const facts = walkJ2k(bytes);
	if (!facts.ok) return null;
	const ends = resolutionEnds(facts.value);
	return ends.length === 0 ? null : { codec: 'htj2k', bytes, ends };
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
	return Buffer.compare(a, b) === 0;
}

function sha256(bytes: Uint8Array): string {
	return toHex(createHash('sha256').update(bytes).digest());
}
