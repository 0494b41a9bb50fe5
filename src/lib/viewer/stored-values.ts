/** One frame's stored values as the manifest's FrameFormat describes them: C order row, column[, sample]. */
import type { FrameFormat } from '#lib/archive/manifest.ts';

export type StoredValues =
	| Uint8Array<ArrayBuffer>
	| Int8Array<ArrayBuffer>
	| Uint16Array<ArrayBuffer>
	| Int16Array<ArrayBuffer>
	| Uint32Array<ArrayBuffer>
	| Int32Array<ArrayBuffer>
	| Float32Array<ArrayBuffer>
	| Float64Array<ArrayBuffer>;

const arrays = {
	uint8: Uint8Array,
	int8: Int8Array,
	uint16: Uint16Array,
	int16: Int16Array,
	uint32: Uint32Array,
	int32: Int32Array,
	float32: Float32Array,
	float64: Float64Array,
} as const satisfies Record<FrameFormat['dtype'], unknown>;

export function valueCount(format: FrameFormat): number {
	return format.rows * format.columns * format.samples;
}

export function byteCount(format: FrameFormat): number {
	return valueCount(format) * arrays[format.dtype].BYTES_PER_ELEMENT;
}

/** A copy of little-endian bytes as values; null when their number is not the frame's. */
export function valuesOf(bytes: Uint8Array | Uint8ClampedArray, format: FrameFormat): StoredValues | null {
	if (bytes.byteLength !== byteCount(format)) return null;
	return new arrays[format.dtype](bytes.slice().buffer);
}
