/** The numbers of a mark on the frame it lies on, each computed once: lengths from its points, statistics from stored values alone. */
import { agrees, measuresOf, type Measure } from '#lib/annotation/measures.ts';
import type { Annotation, AnnotationKind, SeenMeasure } from '#lib/annotation/annotation.ts';
import type { FrameGeometry, Pixel } from '#lib/annotation/frame-geometry.ts';
import type { PixelValues } from '#lib/annotation/pixels-inside.ts';

export interface Grounds {
	readonly geometry: FrameGeometry;
	/** Null: not here in full, or colour. */
	readonly values: PixelValues | null;
	/** The original was compressed with loss: its values are near what they were, not what they were. */
	readonly lossy: boolean;
}

/** Numbers of more pixels than this are counted when the mark rests, not at every move of it. */
const mostWhileMoving = 250_000;

export function measured(
	kind: AnnotationKind,
	pixels: readonly Pixel[],
	{ geometry, values, lossy }: Grounds,
): Measure[] {
	return measuresOf(kind, pixels, geometry, values).map((each) =>
		lossy && isStatistic(each) ? { ...each, trust: 'estimated' as const } : each,
	);
}

export function measuredMoving(kind: AnnotationKind, pixels: readonly Pixel[], grounds: Grounds): Measure[] {
	const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
	const covered = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
	return measured(kind, pixels, covered > mostWhileMoving ? { ...grounds, values: null } : grounds);
}

/** A number that comes from pixels and not from the mark's points. */
export function isStatistic({ name }: Pick<Measure, 'name'>): boolean {
	return ['mean', 'deviation', 'least', 'most', 'value'].includes(name);
}

/** Other systems round to what they show, a millimetre or a unit. */
const roundedElsewhere = { absolute: 0.5, share: 0.02 };

/** What its author saw where we find another number: both must be shown. Nothing is said of what can't be measured here yet. */
export function disagreements(
	mark: Annotation,
	ours: readonly Measure[],
	foreign: boolean,
): { readonly seen: SeenMeasure; readonly ours: Measure }[] {
	return mark.seen.flatMap((seen) => {
		const same = ours.find((one) => one.name === seen.name);
		const near =
			foreign &&
			same?.unit === seen.unit &&
			Math.abs(same.value - seen.value) <=
				Math.max(roundedElsewhere.absolute, Math.abs(seen.value) * roundedElsewhere.share);
		return same === undefined || near || agrees(same, seen) ? [] : [{ seen, ours: same }];
	});
}

/** To a thousandth: what is kept of a number is what a reader could have read. */
export function seenOf(measures: readonly Measure[]): SeenMeasure[] {
	return measures.map((each) => ({
		...each,
		value: Number(each.value.toFixed(3)),
		unit: each.unit.slice(0, 16),
	}));
}
