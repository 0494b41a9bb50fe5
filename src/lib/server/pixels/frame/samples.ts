/** Decoded samples of one frame in C order row, column[, sample], in the machine's (little-endian) byte order. */
import type { FrameFormat } from '#lib/archive/manifest.ts';

export type Samples =
	Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;
export type SampleType = FrameFormat['dtype'];

export function sampleBytes(dtype: SampleType): 1 | 2 | 4 | 8 {
	switch (dtype) {
		case 'uint8':
		case 'int8':
			return 1;
		case 'uint16':
		case 'int16':
			return 2;
		case 'uint32':
		case 'int32':
		case 'float32':
			return 4;
		case 'float64':
			return 8;
	}
}

export function typeOf(samples: Samples): SampleType {
	if (samples instanceof Uint8Array) return 'uint8';
	if (samples instanceof Int8Array) return 'int8';
	if (samples instanceof Uint16Array) return 'uint16';
	if (samples instanceof Int16Array) return 'int16';
	if (samples instanceof Uint32Array) return 'uint32';
	if (samples instanceof Int32Array) return 'int32';
	return samples instanceof Float32Array ? 'float32' : 'float64';
}

/** `bytes` seen as samples; copied only where they do not lie on a boundary that typed arrays demand. */
export function viewAs(dtype: SampleType, bytes: Uint8Array): Samples {
	const size = sampleBytes(dtype);
	const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
	const length = Math.floor(aligned.byteLength / size);
	const { buffer, byteOffset } = aligned;
	switch (dtype) {
		case 'uint8':
			return new Uint8Array(buffer, byteOffset, length);
		case 'int8':
			return new Int8Array(buffer, byteOffset, length);
		case 'uint16':
			return new Uint16Array(buffer, byteOffset, length);
		case 'int16':
			return new Int16Array(buffer, byteOffset, length);
		case 'uint32':
			return new Uint32Array(buffer, byteOffset, length);
		case 'int32':
			return new Int32Array(buffer, byteOffset, length);
		case 'float32':
			return new Float32Array(buffer, byteOffset, length);
		case 'float64':
			return new Float64Array(buffer, byteOffset, length);
	}
}

export function emptySamples(dtype: SampleType, length: number): Samples {
	return viewAs(dtype, new Uint8Array(length * sampleBytes(dtype)));
}

export function bytesOf(samples: Samples): Uint8Array {
	return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

export function integerType(bits: 8 | 16 | 32, signed: boolean): SampleType {
	if (bits === 8) return signed ? 'int8' : 'uint8';
	if (bits === 16) return signed ? 'int16' : 'uint16';
	return signed ? 'int32' : 'uint32';
}

/** Padding that the caller names is left out; null when nothing remains. */
export function rangeOf(
	samples: Samples,
	padding: { readonly from: number; readonly to: number } | null,
): [number, number] | null {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (const value of samples) {
		if (padding !== null && value >= padding.from && value <= padding.to) continue;
		if (value < low) low = value;
		if (value > high) high = value;
	}
	return low <= high ? [low, high] : null;
}
