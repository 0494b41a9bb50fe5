/** One frame's bytes -> its samples, by the codec of its family. Everything above this line asks here. */
import { inflateRawSync } from 'node:zlib';
import type { DecodeResult } from './decoded.ts';
import type { FrameBytes } from './frame-bytes.ts';
import { nativeFrameBytes } from './pixel-header.ts';
import type { PixelHeader } from './pixel-header.ts';
import { refuse } from '../refusal.ts';
import { decodeJpeg2000 } from '../codecs/jpeg-2000.ts';
import { decodeJpegLs } from '../codecs/jpeg-ls.ts';
import { decodeJpeg } from '../codecs/jpeg.ts';
import { decodeNative } from '../codecs/native.ts';
import { decodeRle } from '../codecs/rle.ts';

export async function decodeFrameBytes(frame: FrameBytes, header: PixelHeader): Promise<DecodeResult> {
	switch (header.family) {
		case 'native':
			return decodeNative(frame.bytes, header, frame.skipBits);
		case 'deflated-frame':
			return decodeDeflated(frame.bytes, header);
		case 'rle':
			return decodeRle(frame.bytes, header);
		case 'jpeg':
			return decodeJpeg(frame.bytes, header);
		case 'jpeg-ls':
			return decodeJpegLs(frame.bytes, header);
		case 'j2k':
			return decodeJpeg2000(frame.bytes, header);
	}
}

/** Deflated Image Frame Compression (PS3.5 A.4.14): each frame is a deflate stream of its native bytes. */
function decodeDeflated(bytes: Uint8Array, header: PixelHeader): DecodeResult {
	const expected = Math.ceil(nativeFrameBytes(header));
	let inflated: Uint8Array;
	try {
		inflated = inflateRawSync(bytes, { maxOutputLength: expected + 1 });
	} catch {
		return refuse('codestream-damaged', 'deflate');
	}
	return decodeNative(inflated, header, 0);
}
