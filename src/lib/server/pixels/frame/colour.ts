/**
 * Colour as the picture leaves this room: RGB, sample by sample. The one written conversion from YBR_FULL is that of PS3.3
 * C.7.6.3.1.2, inverted in floating point, rounded half up and clipped; every place that converts uses this one.
 */
import { emptySamples, typeOf } from './samples.ts';
import type { Samples } from './samples.ts';

/** Planes one after another -> samples side by side. */
export function interleave(planes: Samples, pixels: number): Samples {
	const out = emptySamples(typeOf(planes), pixels * 3);
	for (let plane = 0; plane < 3; plane++) {
		const from = plane * pixels;
		for (let i = 0; i < pixels; i++) out[i * 3 + plane] = planes[from + i] ?? 0;
	}
	return out;
}

/** YBR_FULL_422: Y1 Y2 Cb Cr for two neighbours (PS3.3 C.7.6.3.1.2); each keeps the pair's chroma. */
export function unpack422(bytes: Uint8Array): Uint8Array {
	const pairs = Math.floor(bytes.byteLength / 4);
	const out = new Uint8Array(pairs * 6);
	for (let pair = 0; pair < pairs; pair++) {
		const from = pair * 4;
		const to = pair * 6;
		const blue = bytes[from + 2] ?? 0;
		const red = bytes[from + 3] ?? 0;
		out[to] = bytes[from] ?? 0;
		out[to + 1] = blue;
		out[to + 2] = red;
		out[to + 3] = bytes[from + 1] ?? 0;
		out[to + 4] = blue;
		out[to + 5] = red;
	}
	return out;
}

/** `bits` is the sample's depth: chroma is centred on half of its range. */
export function ybrFullToRgb(samples: Samples, bits: number): Samples {
	const out = emptySamples(typeOf(samples), samples.length);
	const centre = 2 ** (bits - 1);
	const top = 2 ** bits - 1;
	const clip = (value: number) => Math.min(top, Math.max(0, Math.floor(value + 0.5)));
	for (let i = 0; i + 2 < samples.length; i += 3) {
		const y = samples[i] ?? 0;
		const blue = (samples[i + 1] ?? 0) - centre;
		const red = (samples[i + 2] ?? 0) - centre;
		out[i] = clip(y + 1.402 * red);
		out[i + 1] = clip(y - 0.344136 * blue - 0.714136 * red);
		out[i + 2] = clip(y + 1.772 * blue);
	}
	return out;
}
