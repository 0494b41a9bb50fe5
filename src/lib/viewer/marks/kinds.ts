/**
 * The one table of how each kind of mark is drawn, changed and shown. A new kind is a row here, its points and measures in
 * `annotation/`, a command row and two words. Everything is in picture pixels; what must be square (a circle, a right angle) is
 * made so in the scale in which it is measured, so that what is drawn is what is counted.
 */
import { pointsOf, type AnnotationKind } from '#lib/annotation/annotation.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Scale } from '#lib/annotation/scale.ts';
import { between, ellipseOutline, fromScale, mid, shifted, toScale } from './figures.ts';

type Squares = Pick<Scale, 'perColumn' | 'perRow'>;

export interface Line {
	readonly points: readonly Pixel[];
	readonly closed?: boolean;
	/** A helping line that is not the mark itself. */
	readonly faint?: boolean;
	/** An arrow's head at its first point. */
	readonly head?: boolean;
}

export interface MarkKind {
	/** How many places are put down to draw it; 'path': wherever the pointer goes. */
	readonly places: 1 | 2 | 3 | 4 | 'path';
	/** The mark's points from the places put down so far, the last one perhaps still moving: fewer than its own while unfinished. */
	build(places: readonly Pixel[], scale: Squares): readonly Pixel[];
	lines(points: readonly Pixel[], scale: Squares): readonly Line[];
	/** Which of its points can be taken hold of. */
	readonly handles: 'all' | 'none';
	/** After point `index` was moved to `to`. */
	edit(points: readonly Pixel[], change: { index: number; to: Pixel; scale: Squares }): readonly Pixel[];
	/** Words belong to it. */
	readonly needsLabel?: boolean;
}

const itself = (places: readonly Pixel[]): readonly Pixel[] => places;
const onePoint: MarkKind['edit'] = (points, { index, to }) => points.with(index, to);
const oneLine = (points: readonly Pixel[]): readonly Line[] => [{ points }];

export const markKinds = {
	arrow: {
		places: 2,
		build: itself,
		lines: (points) => [{ points, head: true }],
		handles: 'all',
		edit: onePoint,
	},
	text: { places: 1, build: itself, lines: () => [], handles: 'all', edit: onePoint, needsLabel: true },
	length: { places: 2, build: itself, lines: oneLine, handles: 'all', edit: onePoint },
	angle: { places: 3, build: itself, lines: oneLine, handles: 'all', edit: onePoint },
	cobb: {
		places: 4,
		build: itself,
		lines: ([a, b, c, d]) => [
			...(a && b ? [{ points: [a, b] }] : []),
			...(c && d ? [{ points: [c, d] }] : []),
			...(a && b && c && d ? [{ points: [mid(a, b), mid(c, d)], faint: true }] : []),
		],
		handles: 'all',
		edit: onePoint,
	},
	bidirectional: {
		places: 2,
		build: ([a, b], scale) => (a && b ? crossed(a, b, scale) : a ? [a] : []),
		lines: ([a, b, c, d]) => [
			...(a && b ? [{ points: [a, b] }] : []),
			...(c && d ? [{ points: [c, d] }] : []),
		],
		handles: 'all',
		edit: editCross,
	},
	ellipse: {
		places: 2,
		build: ([a, b]) => {
			if (!a || !b) return a ? [a] : [];
			const [x, y] = mid(a, b);
			return [
				[a[0], y],
				[b[0], y],
				[x, a[1]],
				[x, b[1]],
			];
		},
		lines: ([a, b, c, d]) =>
			a && b && c && d ? [ellipseOutline(mid(a, b), between(mid(a, b), b), between(mid(c, d), d))] : [],
		handles: 'all',
		edit: editEllipse,
	},
	rectangle: {
		places: 2,
		build: ([a, b]) => (a && b ? [a, [b[0], a[1]], b, [a[0], b[1]]] : a ? [a] : []),
		lines: (points) => [{ points, closed: true }],
		handles: 'all',
		edit: editRectangle,
	},
	circle: {
		places: 2,
		build: itself,
		lines: ([a, b], scale) => {
			if (!a || !b) return [];
			const [x, y] = toScale(between(a, b), scale);
			const radius = Math.hypot(x, y);
			return [
				ellipseOutline(a, [radius / scale.perColumn, 0], [0, radius / scale.perRow]),
				{ points: [a, b], faint: true },
			];
		},
		handles: 'all',
		edit: (points, change) =>
			change.index === 0
				? shifted(points, between(points[0] ?? change.to, change.to))
				: onePoint(points, change),
	},
	freehand: {
		places: 'path',
		build: itself,
		lines: (points) => [{ points, closed: true }],
		handles: 'none',
		edit: (points) => points,
	},
	probe: { places: 1, build: itself, lines: () => [], handles: 'all', edit: onePoint },
} as const satisfies Record<AnnotationKind, MarkKind>;

export function kindOf(kind: AnnotationKind): MarkKind {
	return markKinds[kind];
}

/** Enough points for its kind to be a mark. */
export function isWhole(kind: AnnotationKind, points: readonly Pixel[]): boolean {
	return points.length >= pointsOf[kind][0] && points.length <= pointsOf[kind][1];
}

/** Ellipses and two diameters are kept with the longer one first, as SCOORD has it (PS3.3 C.18.6.1.2). */
export function ordered(kind: AnnotationKind, points: readonly Pixel[], scale: Squares): readonly Pixel[] {
	const [a, b, c, d] = points;
	if ((kind !== 'ellipse' && kind !== 'bidirectional') || !a || !b || !c || !d) return points;
	const long = (one: Pixel, other: Pixel): number => Math.hypot(...toScale(between(one, other), scale));
	return long(a, b) >= long(c, d) ? points : [c, d, a, b];
}

/** A second diameter through the middle of the first, half as long, at a right angle to it in the patient. */
function crossed(a: Pixel, b: Pixel, scale: Squares): readonly Pixel[] {
	const [x, y] = toScale(between(a, b), scale);
	const [across, down] = fromScale([-y / 4, x / 4], scale);
	const [midX, midY] = mid(a, b);
	return [a, b, [midX - across, midY - down], [midX + across, midY + down]];
}

/** The cross stays a right angle: an end of the long line carries the short one along, an end of the short one slides on the long. */
function editCross(
	points: readonly Pixel[],
	{ index, to, scale }: { index: number; to: Pixel; scale: Squares },
): readonly Pixel[] {
	const [a, b, c, d] = points.map((point) => toScale(point, scale));
	if (!a || !b || !c || !d) return points;
	const aim = toScale(to, scale);
	const along = between(a, b);
	const length2 = along[0] ** 2 + along[1] ** 2;
	if (length2 === 0) return points.with(index, to);
	const onLong = (p: Pixel): number => ((p[0] - a[0]) * along[0] + (p[1] - a[1]) * along[1]) / length2;
	const offLong = (p: Pixel): number =>
		((p[1] - a[1]) * along[0] - (p[0] - a[0]) * along[1]) / Math.sqrt(length2);
	const [one, other] = [offLong(c), offLong(d)];
	const rebuilt = (
		from: Pixel,
		end: Pixel,
		at: number,
		offs: readonly [number, number],
	): readonly Pixel[] => {
		const way = between(from, end);
		const size = Math.hypot(...way) || 1;
		const foot: Pixel = [from[0] + way[0] * at, from[1] + way[1] * at];
		const side = (off: number): Pixel => [foot[0] - (way[1] / size) * off, foot[1] + (way[0] / size) * off];
		return [from, end, side(offs[0]), side(offs[1])].map((p) => fromScale(p, scale));
	};
	if (index === 0) return rebuilt(aim, b, onLong(c), [one, other]);
	if (index === 1) return rebuilt(a, aim, onLong(c), [one, other]);
	const at = Math.min(1, Math.max(0, onLong(aim)));
	return rebuilt(a, b, at, index === 2 ? [offLong(aim), other] : [one, offLong(aim)]);
}

/** The opposite corner stays; the sides keep their directions. */
function editRectangle(
	points: readonly Pixel[],
	{ index, to }: { index: number; to: Pixel },
): readonly Pixel[] {
	const [stays, next, before] = [points[(index + 2) % 4], points[(index + 1) % 4], points[(index + 3) % 4]];
	if (!stays || !next || !before) return points;
	const [u, v] = [unit(between(stays, next), [1, 0]), unit(between(stays, before), [0, 1])];
	const way = between(stays, to);
	const determinant = u[0] * v[1] - u[1] * v[0];
	if (determinant === 0) return points;
	const alongU = (way[0] * v[1] - way[1] * v[0]) / determinant;
	const alongV = (u[0] * way[1] - u[1] * way[0]) / determinant;
	return points
		.with((index + 1) % 4, [stays[0] + u[0] * alongU, stays[1] + u[1] * alongU])
		.with((index + 3) % 4, [stays[0] + v[0] * alongV, stays[1] + v[1] * alongV])
		.with(index, to);
}

/** One end of an axis slides along it, its other end stays; the other axis goes with the middle. */
function editEllipse(
	points: readonly Pixel[],
	{ index, to }: { index: number; to: Pixel },
): readonly Pixel[] {
	const partner = index ^ 1;
	const [moved, stays] = [points[index], points[partner]];
	const others = index < 2 ? ([2, 3] as const) : ([0, 1] as const);
	const [one, other] = [points[others[0]], points[others[1]]];
	if (!moved || !stays || !one || !other) return points;
	const axis = unit(between(stays, moved), index < 2 ? [1, 0] : [0, 1]);
	const way = between(stays, to);
	const along = way[0] * axis[0] + way[1] * axis[1];
	const end: Pixel = [stays[0] + axis[0] * along, stays[1] + axis[1] * along];
	const step = between(mid(stays, moved), mid(stays, end));
	const [first, second] = shifted([one, other], step);
	return first && second ? points.with(index, end).with(others[0], first).with(others[1], second) : points;
}

function unit([x, y]: Pixel, otherwise: Pixel): Pixel {
	const size = Math.hypot(x, y);
	return size === 0 ? otherwise : [x / size, y / size];
}
