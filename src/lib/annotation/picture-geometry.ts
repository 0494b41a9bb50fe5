/** The measuring facts of one frame from what is known of its picture: a manifest's entry, or the header itself. */
import type { Dataset } from '#lib/dicom/dataset.ts';
import { number, string } from '#lib/dicom/dataset.ts';
import { orientationOf, positionOf } from '#lib/dicom/geometry/plane.ts';
import { aspectOf, spacingOf } from '#lib/dicom/geometry/spacing.ts';
import { perFrameOf, withSharedGroups } from '#lib/dicom/image/functional-groups.ts';
import { regionsOf } from '#lib/dicom/image/ultrasound-regions.ts';
import type { FrameGeometry } from './frame-geometry.ts';
import { geometryOf as described } from './geometry-of.ts';
import type { DescribedImage } from './geometry-of.ts';

/** What `ImageFacts` and the manifest's `ImageInstance` both have. */
export type PictureFacts = Omit<DescribedImage, 'format' | 'aspect'> &
	Partial<Pick<DescribedImage, 'aspect'>>;

export interface PictureSize {
	readonly rows: number;
	readonly columns: number;
}

/** `frame` counted from 1. */
export function geometryOf(facts: PictureFacts, size: PictureSize, frame: number): FrameGeometry {
	return described({ aspect: null, ...facts, format: size }, frame);
}

export function geometryOfHeader(header: Dataset, frame: number): FrameGeometry {
	const set = withSharedGroups(header);
	const frames = number(set, '00280008') ?? 1;
	const orientation = orientationOf(set);
	const facts: PictureFacts = {
		spacing: spacingOf(set, orientation !== null),
		aspect: aspectOf(set),
		position: positionOf(set),
		orientation,
		frameOfReference: string(set, '00200052'),
		regions: regionsOf(set),
		perFrame:
			frames > 1 || header['52009230'] !== undefined ? perFrameOf(set, Math.min(frames, 100_000)) : null,
	};
	const size = { rows: number(set, '00280010') ?? 0, columns: number(set, '00280011') ?? 0 };
	return geometryOf(facts, size, frame);
}
