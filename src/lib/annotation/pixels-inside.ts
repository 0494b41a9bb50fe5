/**
 * Modality values of the pixels whose centres lie in a mark. Decided in the frame's own scale: on oblong pixels a circle of
 * the patient is an ellipse of the grid.
 */
import type { AnnotationKind } from './annotation.ts';
import { crossings } from './outline.ts';
import type { Point } from './outline.ts';
import type { Scale } from './scale.ts';

export interface PixelValues {
	readonly rows: number;
	readonly columns: number;
	/** HU, or '' when the file names none */
	readonly unit: string;
	/** The modality value at a column and row from 0; null where the file says there is nothing (padding). */
	at(column: number, row: number): number | null;
}

export interface Inside {
	readonly count: number;
	readonly mean: number;
	/** of the whole figure, not of a sample */
	readonly deviation: number;
	readonly least: number;
	readonly most: number;
}

/** `points` in `scale`. null for kinds without an inside, and when no pixel with a value is in it. */
export function insideOf(
	kind: AnnotationKind,
	points: readonly Point[],
	values: PixelValues,
	scale: Pick<Scale, 'perColumn' | 'perRow'>,
): Inside | null {
	const [first] = points;
	if (first === undefined) return null;
	if (kind === 'probe') return probed([first[0] / scale.perColumn, first[1] / scale.perRow], values);
	const rowTest = insideTest(kind, points);
	if (rowTest === null) return null;
	let [count, mean, squares] = [0, 0, 0];
	let [least, most] = [Infinity, -Infinity];
	const box = boundsOf(kind, points, values, scale);
	for (let row = box.top; row <= box.bottom; row++) {
		const holds = rowTest((row + 0.5) * scale.perRow);
		for (let column = box.left; column <= box.right; column++) {
			if (!holds((column + 0.5) * scale.perColumn)) continue;
			const value = values.at(column, row);
			if (value === null) continue;
			// Welford: sums of squares of large values lose the small differences that a deviation is made of.
			count++;
			const off = value - mean;
			mean += off / count;
			squares += off * (value - mean);
			least = Math.min(least, value);
			most = Math.max(most, value);
		}
	}
	return count === 0 ? null : { count, mean, deviation: Math.sqrt(squares / count), least, most };
}

function probed([x, y]: Point, values: PixelValues): Inside | null {
	const [column, row] = [Math.floor(x), Math.floor(y)];
	if (column < 0 || row < 0 || column >= values.columns || row >= values.rows) return null;
	const value = values.at(column, row);
	return value === null ? null : { count: 1, mean: value, deviation: 0, least: value, most: value };
}

/** Asked row by row, so that an outline of hundreds of points is walked once a row and not once a pixel. */
type RowTest = (y: number) => (x: number) => boolean;

function insideTest(kind: AnnotationKind, points: readonly Point[]): RowTest | null {
	const [a, b, c, d] = points;
	switch (kind) {
		case 'rectangle':
		case 'freehand':
			return (y) => {
				const crossed = crossings(points, y);
				return (x) => crossed.filter((at) => x < at).length % 2 === 1;
			};
		case 'circle': {
			if (!a || !b) return null;
			const radius = Math.hypot(b[0] - a[0], b[1] - a[1]);
			return (y) => (x) => Math.hypot(x - a[0], y - a[1]) <= radius;
		}
		case 'ellipse':
			return a && b && c && d ? ellipseTest([a, b, c, d]) : null;
		case 'arrow':
		case 'text':
		case 'length':
		case 'angle':
		case 'cobb':
		case 'bidirectional':
		case 'probe':
			return null;
	}
}

/** In the axes' own frame; they need not lie along rows and columns. */
function ellipseTest([a, b, c, d]: readonly [Point, Point, Point, Point]): RowTest | null {
	const centre = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
	const p = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2] as const;
	const q = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2] as const;
	const determinant = p[0] * q[1] - p[1] * q[0];
	if (determinant === 0) return null;
	return (y) => (x) => {
		const [dx, dy] = [x - centre[0], y - centre[1]];
		const u = (dx * q[1] - dy * q[0]) / determinant;
		const w = (dy * p[0] - dx * p[1]) / determinant;
		return u * u + w * w <= 1;
	};
}

function boundsOf(
	kind: AnnotationKind,
	points: readonly Point[],
	{ rows, columns }: PixelValues,
	{ perColumn, perRow }: Pick<Scale, 'perColumn' | 'perRow'>,
) {
	const xs = points.map(([x]) => x);
	const ys = points.map(([, y]) => y);
	const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
	// A circle and an oblique ellipse bulge past the box of their points, by less than the box's own diagonal.
	const bulge = kind === 'circle' || kind === 'ellipse' ? Math.hypot(right - left, bottom - top) : 0;
	return {
		left: Math.max(0, Math.floor((left - bulge) / perColumn)),
		right: Math.min(columns - 1, Math.ceil((right + bulge) / perColumn)),
		top: Math.max(0, Math.floor((top - bulge) / perRow)),
		bottom: Math.min(rows - 1, Math.ceil((bottom + bulge) / perRow)),
	};
}
