/** What the corners of a picture say about the shown frame. Pure, so that each word on a picture can be tested. */
import type { ImageInstance, Series, TruthFlag } from '#lib/archive/manifest.ts';

export type SpacingTrust = 'calibrated' | 'imager' | 'estimated' | 'region' | 'none';

export function spacingTrust(instance: ImageInstance, frame: number): SpacingTrust {
	// Ultrasound: a centimetre scale holds only inside its own region (PS3.3 C.8.5.5.1.15).
	if (instance.regions.some((region) => region.unitX === 3 && region.unitY === 3)) return 'region';
	const own = instance.perFrame?.[frame - 1]?.spacing;
	const spacing = own === undefined ? instance.spacing : own;
	return spacing === null ? 'none' : spacing.trust;
}

/** A reader could be misled without these: on the picture itself. The others are one tap away. */
const urgent: readonly TruthFlag[] = [
	'values-exceed-bits-stored',
	'sign-disagrees',
	'burned-in-annotation',
	'not-original-pixels',
];

/** Said elsewhere on the picture: by the quality mark, the scale and the patient strip. */
const saidElsewhere: readonly TruthFlag[] = ['lossy', 'no-spacing', 'imager-spacing', 'charset-guessed'];

export function urgentFlags(instance: ImageInstance): TruthFlag[] {
	return instance.flags.filter((flag) => urgent.includes(flag));
}

export function quietFlags(instance: ImageInstance): TruthFlag[] {
	return instance.flags.filter((flag) => !urgent.includes(flag) && !saidElsewhere.includes(flag));
}

/** "12.5" of a lossy ratio 12.5:1; null when the file doesn't say. */
export function lossyRatio(instance: ImageInstance): string | null {
	const ratio = instance.lossy?.ratio ?? null;
	return ratio === null ? null : String(Number(ratio.toPrecision(3)));
}

export interface SeriesCount {
	readonly images: number;
	readonly documents: number;
	readonly refused: number;
}

/** Frames of a multi-frame instance count as images: that is what scrolling goes through. */
export function seriesCount(series: Series): SeriesCount {
	let images = 0;
	let documents = 0;
	let refused = 0;
	for (const instance of series.instances) {
		if (instance.kind === 'image') images += instance.refused === null ? Math.max(1, instance.frames) : 1;
		else documents += 1;
		if (instance.refused !== null) refused += 1;
		else if (instance.kind === 'image') {
			refused += instance.renditions.filter((rendition) => rendition.state === 'refused').length;
		}
	}
	return { images, documents, refused };
}
