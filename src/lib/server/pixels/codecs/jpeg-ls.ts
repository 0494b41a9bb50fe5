import { ok } from '#lib/base/result.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { interleave } from '../frame/colour.ts';
import { refuse } from '../refusal.ts';
import { checkJpeg, walkJpeg } from './jpeg-guard.ts';
import { pictureSamples } from './raw-picture.ts';
import { decodeOnce, wasmModule } from './wasm-module.ts';

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
