/** The numbers of a mark on the frame it lies on, the same at every viewer and at the server that signs them. */
import type { AnnotationKind } from './annotation.ts';
import type { FrameGeometry, Pixel } from './frame-geometry.ts';
import { measuresOf } from './measures.ts';
import type { Measure } from './measures.ts';
import type { PixelValues } from './pixels-inside.ts';

export interface Grounds {
	readonly geometry: FrameGeometry;
	/** Null: not here in full, or colour. */
	readonly values: PixelValues | null;
	/** The original was compressed with loss: its values are near what they were, not what they were. */
	readonly lossy: boolean;
}

export function measured(
	kind: AnnotationKind,
	pixels: readonly Pixel[],
	{ geometry, values, lossy }: Grounds,
): Measure[] {
	return measuresOf(kind, pixels, geometry, values).map((each) =>
		lossy && isStatistic(each) ? { ...each, trust: 'estimated' as const } : each,
	);
}

/** A number that comes from pixels and not from the mark's points. */
export function isStatistic({ name }: Pick<Measure, 'name'>): boolean {
	return ['mean', 'deviation', 'least', 'most', 'value'].includes(name);
}
