import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import { bundleVersion } from '#lib/archive/preview-bundle.ts';
import { refusalOf, stackOf, type StackFrame } from '../frames/stack.ts';

/** Of a series in the strip, in pixels. */
export const thumbnailSize = 128;

/** The middle of a series says more than its edge; a frame that can't be shown is never asked for. */
export function thumbnailOf(series: Series): StackFrame | null {
	const good = stackOf(series).filter((place) => refusalOf(place) === null);
	return good[Math.floor(good.length / 2)] ?? null;
}

/** Names the thumbnails of a study by what they are made of, so that their address may be kept for ever. */
export function thumbnailsVersion({ revision, series }: Pick<StudyManifest, 'revision' | 'series'>): string {
	return bundleVersion(
		revision,
		series.map(thumbnailOf).filter((one) => one !== null),
	);
}
