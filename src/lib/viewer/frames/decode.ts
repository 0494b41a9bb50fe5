/**
 * One frame's bytes to stored values, or a refusal: never something that merely looks like a picture. A decoder is made anew for
 * every frame, since a used one hands out the previous picture for a damaged stream, and its answer is held against the header
 * that the server promised (size, samples, bit depth), since a new one gives an empty or cut picture without any error.
 */
import type { FrameFormat, FrameRendition } from '#lib/archive/manifest.ts';
import { decodeJpegLs, storedOfJpegLs } from '#lib/dicom/image/jpeg-ls.ts';
import { byteCount, valueCount, valuesOf, type StoredValues } from '../stored-values.ts';

export interface DecodeRequest {
	readonly codec: FrameRendition['codec'];
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly format: FrameFormat;
}

export type DecodeRefusal = 'decoder-refused' | 'decoder-size' | 'frame-too-large';
export type DecodeReply =
	| { readonly ok: true; readonly values: StoredValues; readonly heavy: boolean }
	| { readonly ok: false; readonly code: DecodeRefusal };

interface Info {
	readonly width: number;
	readonly height: number;
	readonly bitsPerSample: number;
	readonly componentCount: number;
}

export interface CodecDecoder {
	getEncodedBuffer(length: number): Uint8Array;
	/** A view into the codec's heap. */
	getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
	decode(): void;
	getFrameInfo(): Info;
	/** Only the HTJ2K codec has it. */
	readonly getIsHeaderValid?: () => boolean;
	delete(): void;
}

/** A new decoder each time it is called. */
export type NewDecoder = () => Promise<CodecDecoder>;

/** 256 megapixel-samples: a whole-slide level or a hostile header, either way more than a tab can hold. */
const mostValues = 256 * 1024 * 1024;
/** A codec's heap never shrinks: after a frame this large its worker is replaced. */
const heavyValues = 10_000_000;

export async function decodeFrame(
	request: DecodeRequest,
	codecs: { htj2k: NewDecoder; jpeg: NewDecoder },
): Promise<DecodeReply> {
	const { codec, bytes, format } = request;
	if (valueCount(format) > mostValues) return { ok: false, code: 'frame-too-large' };
	if (codec === 'raw') return answer(bytes, format);
	if (codec === 'jpegls') return smallGrey(bytes, format);
	const decoder = await codecs[codec]();
	try {
		decoder.getEncodedBuffer(bytes.byteLength).set(bytes);
		decoder.decode();
		if (!(decoder.getIsHeaderValid?.() ?? true)) return { ok: false, code: 'decoder-refused' };
		const info = decoder.getFrameInfo();
		const sameSize =
			info.width === format.columns && info.height === format.rows && info.componentCount === format.samples;
		const depth = byteCount(format) / valueCount(format);
		// Both codecs know one and two bytes a sample; anything wider travels raw.
		if (!sameSize || (info.bitsPerSample <= 8 ? 1 : 2) !== depth) return { ok: false, code: 'decoder-size' };
		return answer(decoder.getDecodedBuffer(), format);
	} catch {
		// Codecs throw bare numbers, strings and traps: all mean the same to the reader.
		return { ok: false, code: 'decoder-refused' };
	} finally {
		decoder.delete();
	}
}

/** Slices (decision 43): a decoder of our own, a few kilobytes of script, made anew by being a function. */
export function smallGrey(bytes: Uint8Array, format: FrameFormat): DecodeReply {
	const { dtype } = format;
	const picture = decodeJpegLs(bytes, mostValues);
	if (picture === null) return { ok: false, code: 'decoder-refused' };
	const whole = dtype === 'uint8' || dtype === 'int8' || dtype === 'uint16' || dtype === 'int16';
	const same = picture.columns === format.columns && picture.rows === format.rows && format.samples === 1;
	if (!whole || !same || (picture.bits <= 8 ? 1 : 2) !== byteCount(format) / valueCount(format))
		return { ok: false, code: 'decoder-size' };
	return { ok: true, values: storedOfJpegLs(picture, dtype), heavy: false };
}

function answer(bytes: Uint8Array | Uint8ClampedArray, format: FrameFormat): DecodeReply {
	const values = valuesOf(bytes, format);
	if (values === null) return { ok: false, code: 'decoder-size' };
	return { ok: true, values, heavy: values.length > heavyValues };
}
