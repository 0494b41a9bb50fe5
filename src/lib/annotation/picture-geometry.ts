/** The measuring facts of one frame from what is known of its picture: a manifest's entry, or the header itself. */
import type { Dataset } from '#lib/dicom/dataset.ts';
import { number, string } from '#lib/dicom/dataset.ts';
import { orientationOf, positionOf } from '#lib/dicom/geometry/plane.ts';
import { spacingOf } from '#lib/dicom/geometry/spacing.ts';
import { perFrameOf, withSharedGroups } from '#lib/dicom/image/functional-groups.ts';
import { regionsOf } from '#lib/dicom/image/ultrasound-regions.ts';
import type { FrameGeometry, FramePlane, Region } from './frame-geometry.ts';

type Spacing = NonNullable<FrameGeometry['spacing']>;

/** What `ImageFacts` and the manifest's `ImageInstance` both have. */
export interface PictureFacts {
	readonly spacing: Spacing | null;
	readonly position: readonly number[] | null;
	readonly orientation: readonly number[] | null;
	readonly frameOfReference: string | null;
	readonly regions: readonly Region[];
	readonly perFrame:
		| readonly {
				readonly position?: readonly number[] | undefined;
				readonly orientation?: readonly number[] | undefined;
				readonly spacing?: Spacing | null | undefined;
		  }[]
		| null;
}

export interface PictureSize {
	readonly rows: number;
	readonly columns: number;
}

/** `frame` counted from 1. */
export function geometryOf(facts: PictureFacts, size: PictureSize, frame: number): FrameGeometry {
	const own = facts.perFrame?.[frame - 1];
	const spacing = own?.spacing === undefined ? facts.spacing : own.spacing;
	return {
		...size,
		spacing,
		regions: facts.regions,
		plane: planeOf(
			own?.position ?? facts.position,
			own?.orientation ?? facts.orientation,
			facts.frameOfReference,
		),
	};
}

export function geometryOfHeader(header: Dataset, frame: number): FrameGeometry {
	const set = withSharedGroups(header);
	const frames = number(set, '00280008') ?? 1;
	const orientation = orientationOf(set);
	const facts: PictureFacts = {
		spacing: spacingOf(set, orientation !== null),
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

function planeOf(
	position: readonly number[] | null,
	orientation: readonly number[] | null,
	frameOfReference: string | null,
): FramePlane | null {
	if (position === null || orientation === null || frameOfReference === null) return null;
	const [x, y, z] = position;
	const [a, b, c, d, e, f] = orientation;
	if (x === undefined || y === undefined || z === undefined) return null;
	if (a === undefined || b === undefined || c === undefined) return null;
	if (d === undefined || e === undefined || f === undefined) return null;
	return { origin: [x, y, z], across: [a, b, c], down: [d, e, f], frameOfReference };
}
