import type { InstanceUid } from '#lib/dicom/uid.ts';
import type { Series } from '#lib/archive/manifest.ts';
import { refusalOf, stackOf } from '../frames/stack.ts';

export interface Thumbnail {
	readonly instance: InstanceUid;
	readonly frame: number;
}

/** The middle of a series says more than its edge; a frame that can't be shown is never asked for. */
export function thumbnailOf(series: Series): Thumbnail | null {
	const good = stackOf(series).filter((place) => refusalOf(place) === null);
	const middle = good[Math.floor(good.length / 2)];
	return middle === undefined ? null : { instance: middle.instance.uid, frame: middle.frame };
}
