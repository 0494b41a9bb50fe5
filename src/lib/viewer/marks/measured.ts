/** A mark's numbers as the picture shows them: while it moves, what is kept of them, and where they differ from its author's. */
import { agrees, type Measure } from '#lib/annotation/measures.ts';
import { measured, type Grounds } from '#lib/annotation/measured-on.ts';
import type { Annotation, AnnotationKind, SeenMeasure } from '#lib/annotation/annotation.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';

/** Numbers of more pixels than this are counted when the mark rests, not at every move of it. */
const mostWhileMoving = 250_000;

export function measuredMoving(kind: AnnotationKind, pixels: readonly Pixel[], grounds: Grounds): Measure[] {
	const [xs, ys] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
	const covered = (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
	return measured(kind, pixels, covered > mostWhileMoving ? { ...grounds, values: null } : grounds);
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
