/** Between a look as it is told to others and a place in the manifest at hand. */
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import type { Look } from '#lib/consult/record/event.ts';
import { stackOf } from '#lib/viewer/frames/stack.ts';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';
import type { Seen } from '#lib/viewer/painting/seen.ts';

export interface Place {
	readonly series: Series;
	/** 0-based, in the series' stack */
	readonly at: number;
}

export function lookOf(
	study: StudyManifest,
	place: StackFrame & { readonly series: Series },
	seen: Seen,
): Look {
	const { window, lut, inverted, zoom, middle, mirrored, turn } = seen;
	return {
		study: study.study,
		series: place.series.uid,
		instance: place.instance.uid,
		frame: place.frame,
		window: window === null ? null : windowOf(window),
		...(lut === undefined ? {} : { lut }),
		inverted,
		zoom: Math.min(100, Math.max(0.01, zoom)),
		middle: [middle[0], middle[1]],
		mirrored,
		turn,
	};
}

function windowOf({ center, width, function: curve }: NonNullable<Seen['window']>): Look['window'] {
	return curve === undefined ? { center, width } : { center, width, function: curve };
}

/** null: it isn't in this study as it is known here. */
export function placeIn(
	study: StudyManifest,
	where: { readonly series: string; readonly instance: string; readonly frame: number },
): Place | null {
	const series = study.series.find(({ uid }) => uid === where.series);
	if (series === undefined) return null;
	const at = stackOf(series).findIndex(
		({ instance, frame }) => instance.uid === where.instance && frame === where.frame,
	);
	return at < 0 ? null : { series, at };
}

/** Equal to what an eye can tell: numbers go over the line in 32 bits, and a window that changes its size rounds. */
export function sameLook(one: Look, other: Look): boolean {
	return (
		one.study === other.study &&
		one.series === other.series &&
		one.instance === other.instance &&
		one.frame === other.frame &&
		one.inverted === other.inverted &&
		one.mirrored === other.mirrored &&
		one.turn === other.turn &&
		near(one.zoom, other.zoom) &&
		Math.abs(one.middle[0] - other.middle[0]) < 1e-3 &&
		Math.abs(one.middle[1] - other.middle[1]) < 1e-3 &&
		one.lut === other.lut &&
		sameWindow(one.window, other.window)
	);
}

function sameWindow(one: Look['window'], other: Look['window']): boolean {
	if (one === null || other === null) return one === other;
	const curve = one.function === undefined || other.function === undefined || one.function === other.function;
	return (
		curve &&
		near(one.width, other.width) &&
		Math.abs(one.center - other.center) <= 1e-3 * (1 + Math.abs(one.width))
	);
}

function near(one: number, other: number): boolean {
	return Math.abs(one - other) <= 1e-3 * Math.max(Math.abs(one), Math.abs(other));
}
