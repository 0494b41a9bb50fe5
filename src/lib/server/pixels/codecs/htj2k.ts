/** OpenJPH both ways: the form in which every lossless frame travels to the browser. */
import type { Samples } from '../frame/samples.ts';
import { bytesOf } from '../frame/samples.ts';
import { decodeOnce, wasmModule } from './wasm-module.ts';
import type { EncodeInfo, RawPicture } from './wasm-module.ts';

const openjph = wasmModule(async () => (await import('@cornerstonejs/codec-openjph/wasmjs')).default);

export async function decodeHtj2kStream(codestream: Uint8Array): Promise<RawPicture | null> {
	return openjph.use(({ HTJ2KDecoder }) =>
		decodeOnce(new HTJ2KDecoder(), codestream, (decoder, picture) =>
			decoder.getIsHeaderValid() ? picture : null,
		),
	);
}

const rpcl = 2;

/**
 * Lossless, resolution by resolution (RPCL), with tile-part lengths in front, so that a prefix of the bytes is a smaller
 * picture Six levels above 2048 pixels keep the smallest one under 2 KB. Never trusted: the caller decodes it.
 */
export async function encodeHtj2k(samples: Samples, info: EncodeInfo): Promise<Uint8Array | null> {
	return openjph.use(({ HTJ2KEncoder }) => {
		const encoder = new HTJ2KEncoder();
		try {
			encoder.getDecodedBuffer(info).set(bytesOf(samples));
			encoder.setDecompositions(Math.max(info.width, info.height) > 2048 ? 6 : 5);
			encoder.setProgressionOrder(rpcl);
			encoder.setTLMMarker(true);
			encoder.setTilePartDivisionsAtResolutions(true);
			encoder.setQuality(true, 0);
			encoder.encode();
			return encoder.getEncodedBuffer().slice();
		} finally {
			encoder.delete();
		}
	});
}
