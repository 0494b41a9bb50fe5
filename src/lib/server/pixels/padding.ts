import { number } from '#lib/dicom/dataset.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';

/** Pixel Padding Value and its Range Limit (PS3.3 C.7.5.1.1.2) as stored values, ordered; written unsigned by some for signed pixels. */
export function pixelPadding(
	set: Dataset,
	signed: boolean,
	bits: number,
): { from: number; to: number } | null {
	const value = number(set, '00280120');
	if (value === null) return null;
	const limit = number(set, '00280121') ?? value;
	const half = 2 ** (bits - 1);
	const stored = (raw: number) => (signed && raw >= half ? raw - 2 * half : raw);
	const [a, b] = [stored(value), stored(limit)];
	return { from: Math.min(a, b), to: Math.max(a, b) };
}
