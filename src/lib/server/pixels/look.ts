/** How stored values look by default: modality transform, then VOI LUT, window or the values' own span, then polarity. */
import { number } from '#lib/dicom/dataset.ts';
import type { Part10 } from '#lib/dicom/part10.ts';
import type { DecodedFrame } from './frame-decoder.ts';
import type { Look } from './render.ts';
import { rangeOf } from './samples.ts';

export interface LookOptions {
	readonly frame: number;
	readonly padding: { readonly from: number; readonly to: number } | null;
	/** In modality units; null: the file's own. */
	readonly window: { readonly center: number; readonly width: number } | null;
}

export async function defaultLook(
	part10: Part10,
	decoded: DecodedFrame,
	options: LookOptions,
): Promise<Look> {
	if (decoded.format.samples === 3) return { kind: 'rgb' };
	const set = part10.dataset;
	const slope = number(set, '00281053') ?? 1;
	const intercept = number(set, '00281052') ?? 0;
	const span = rangeOf(decoded.samples, options.padding) ?? [0, 1];
	const center =
		options.window?.center ?? number(set, '00281050') ?? ((span[0] + span[1]) / 2) * slope + intercept;
	const width = options.window?.width ?? number(set, '00281051') ?? Math.max(1, (span[1] - span[0]) * slope);
	const low = center - width / 2;
	const invert = decoded.format.photometric === 'MONOCHROME1';
	return {
		kind: 'grey',
		grey(stored) {
			const value = ((stored * slope + intercept - low) / width) * 255;
			return invert ? 255 - value : value;
		},
	};
}
