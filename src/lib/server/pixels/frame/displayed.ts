/** A decoded frame through the same display pipeline that the viewer uses (PS3.4 N.2). */
import type { VoiWindow } from '#lib/archive/manifest.ts';
import { describeImage } from '#lib/dicom/image/describe-image.ts';
import type { DescribedImage } from '#lib/dicom/image/describe-image.ts';
import { displayValues } from '#lib/dicom/image/display-values.ts';
import type { Displayed } from '#lib/dicom/image/display-values.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import type { DecodedFrame } from './frame-decoder.ts';

/** In modality units; null: the file's own default. */
export type ChosenWindow = {
	readonly center: number;
	readonly width: number;
	/** absent: LINEAR */
	readonly function?: VoiWindow['function'];
} | null;

/** Null when the header lacks what a right picture needs, e.g. a whole palette. */
export async function describedOrNull(part10: Part10): Promise<DescribedImage | null> {
	const described = await describeImage(part10);
	return described.ok ? described.value : null;
}

export function displayFrame(
	{ facts, luts }: DescribedImage,
	decoded: DecodedFrame,
	{
		frame,
		window,
		lut,
	}: { readonly frame: number; readonly window: ChosenWindow; readonly lut?: string | null },
): Displayed | null {
	const own = facts.perFrame?.[frame];
	const inFrame = { ...facts, modality: own?.modality ?? facts.modality, voi: own?.voi ?? facts.voi };
	const { samples, photometric } = decoded.format;
	const voi =
		lut != null && luts[lut] !== undefined
			? ({ kind: 'lut', lut } as const)
			: window === null
				? null
				: ({ kind: 'window', window: { function: 'LINEAR', ...window, label: null } } as const);
	return displayValues({ values: decoded.samples, samples, photometric }, inFrame, { luts, voi });
}
