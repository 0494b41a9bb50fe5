/** The preview that travels with the page: the same address as the viewport will ask for, so that it comes once. */
import { previewUrl } from '#lib/archive/preview-url.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { refusalOf, stackOf } from '#lib/viewer/frames/stack.ts';
import type { Series } from '#lib/archive/manifest.ts';

export function firstPictureUrl(study: StudyUid, series: Series, at: number): string | null {
	const place = stackOf(series)[at];
	if (place === undefined || refusalOf(place) !== null) return null;
	const { rows, columns } = place.instance.format;
	return previewUrl(study, place.instance.uid, place.frame, Math.max(rows, columns) > 1024 ? 1024 : 512);
}
