import type { InstanceUid } from '#lib/dicom/uid.ts';
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import { previewVersion } from '#lib/archive/preview-url.ts';
import { refusalOf, stackOf } from '../frames/stack.ts';

export interface Thumbnail {
	readonly instance: InstanceUid;
	readonly frame: number;
	version(study: StudyManifest): string | null;
}

/** The middle of a series says more than its edge; a frame that can't be shown is never asked for. */
export function thumbnailOf(series: Series): Thumbnail | null {
	const good = stackOf(series).filter((place) => refusalOf(place) === null);
	const middle = good[Math.floor(good.length / 2)];
	if (middle === undefined) return null;
	const { instance, frame } = middle;
	return { instance: instance.uid, frame, version: (study) => previewVersion(study, instance, frame) };
}
