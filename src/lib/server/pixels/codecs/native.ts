/** Uncompressed pixels (PS3.5 section 8.1): cells as they lie, little-endian by now. */
import { ok } from '#lib/base/result.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { nativeFrameBytes } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import { integerType, viewAs } from '../frame/samples.ts';
import { interleave, unpack422 } from '../frame/colour.ts';

export function decodeNative(bytes: Uint8Array, header: PixelHeader, skipBits: number): DecodeResult {
	const pixels = header.rows * header.columns;
	if (header.bitsAllocated === 1) {
		if (bytes.byteLength * 8 < skipBits + pixels) return refuse('pixel-data-truncated');
		return ok({
			samples: unpackBits(bytes, skipBits, pixels),
			precision: 1,
			signed: null,
			colour: 'as-header',
			lossy: false,
		});
	}
	const expected = nativeFrameBytes(header);
	// One pad byte makes an odd length even (PS3.5 7.1.1); anything else is not this frame.
	if (bytes.byteLength < expected) return refuse('pixel-data-truncated', `${bytes.byteLength}/${expected}`);
	if (bytes.byteLength > expected + 1)
		return refuse('codestream-differs-from-header', `${bytes.byteLength}/${expected}`);
	const body = bytes.subarray(0, expected);
	if (header.content === 'float') {
		const samples = viewAs(header.bitsAllocated === 64 ? 'float64' : 'float32', body);
		return ok({ samples, precision: header.bitsAllocated, signed: null, colour: 'as-header', lossy: false });
	}
	if (header.photometric === 'YBR_FULL_422') {
		if (header.bitsAllocated !== 8 || header.columns % 2 !== 0) return refuse('photometric', '422');
		return ok({ samples: unpack422(body), precision: 8, signed: null, colour: 'as-header', lossy: false });
	}
	const bits = header.bitsAllocated === 8 ? 8 : header.bitsAllocated === 16 ? 16 : 32;
	const cells = viewAs(integerType(bits, false), body);
	const samples = header.samples === 3 && header.planar === 1 ? interleave(cells, pixels) : cells;
	return ok({ samples, precision: bits, signed: null, colour: 'as-header', lossy: false });
}

/** Least significant bit first (PS3.5 8.1.1 and annex D). */
function unpackBits(bytes: Uint8Array, skip: number, pixels: number): Uint8Array {
	const out = new Uint8Array(pixels);
	for (let i = 0; i < pixels; i++) {
		const bit = skip + i;
		out[i] = ((bytes[bit >> 3] ?? 0) >> (bit & 7)) & 1;
	}
	return out;
}
