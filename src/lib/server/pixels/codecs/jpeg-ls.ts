import { ok } from '#lib/base/result.ts';
import { unsignedForJpegLs } from '#lib/dicom/image/jpeg-ls.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { bytesOf } from '../frame/samples.ts';
import type { Samples } from '../frame/samples.ts';
import { interleave } from '../frame/colour.ts';
import { refuse } from '../refusal.ts';
import { checkJpeg, walkJpeg } from './jpeg-guard.ts';
import { pictureSamples } from './raw-picture.ts';
import { decodeOnce, wasmModule } from './wasm-module.ts';

const encoder = wasmModule(async () => (await import('@cornerstonejs/codec-charls/wasmjs')).default);
const charls = wasmModule(async () => (await import('@cornerstonejs/codec-charls/decodewasmjs')).default);

export async function decodeJpegLs(bytes: Uint8Array, header: PixelHeader): Promise<DecodeResult> {
	const facts = walkJpeg(bytes);
	if (!facts.ok) return facts;
	if (facts.value.process !== 0xf7) return refuse('codestream-other-format', 'jpeg');
	const differs = checkJpeg(facts.value, header);
	if (differs !== null) return refuse(differs.code, differs.detail);

	const stream = bytes.subarray(0, facts.value.end);
	const decoded = await charls.use(({ JpegLSDecoder }) =>
		decodeOnce(new JpegLSDecoder(), stream, (decoder, picture) => ({
			picture,
			mode: decoder.getInterleaveMode(),
		})),
	);
	if (decoded === null) return refuse('decoder-refused', 'charls');
	const samples = pictureSamples(decoded.picture, header);
	if (!samples.ok) return samples;
	// Interleave mode 0: the decoder hands out one plane after another.
	const planar = header.samples === 3 && decoded.mode === 0;
	return ok({
		samples: planar ? interleave(samples.value, header.rows * header.columns) : samples.value,
		precision: facts.value.precision,
		signed: null,
		colour: 'as-header',
		lossy: facts.value.near > 0,
	});
}

/** Lossless, one component, for our own viewer: signed values are lifted above zero, which DICOM's JPEG-LS knows nothing of. */
export async function encodeJpegLs(
	samples: Samples,
	info: { readonly width: number; readonly height: number; readonly bits: number; readonly signed: boolean },
): Promise<Uint8Array | null> {
	const { width, height, bits, signed } = info;
	const values = unsignedForJpegLs(samples, { bits, signed });
	return encoder.use(({ JpegLSEncoder }) => {
		const coder = new JpegLSEncoder();
		try {
			const shape = { width, height, bitsPerSample: bits, componentCount: 1, isSigned: false };
			coder.getDecodedBuffer(shape).set(bits <= 8 ? Uint8Array.from(values) : bytesOf(values));
			coder.setNearLossless(0);
			coder.encode();
			return coder.getEncodedBuffer().slice();
		} finally {
			coder.delete();
		}
	});
}
