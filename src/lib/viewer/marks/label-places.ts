/** Where the words of each mark stand: beside it, never on it, not on each other, inside the picture's place. */
import type { Rect } from './hit.ts';
import type { ScreenPoint } from './placement.ts';
import type { Box } from '../painting/view.ts';

export interface Labelled {
	readonly id: string;
	/** Every point of its lines, on the screen. */
	readonly outline: readonly ScreenPoint[];
	readonly size: { readonly width: number; readonly height: number };
	/** Pushed aside by the reader. */
	readonly pushed: ScreenPoint | null;
	/** The words are the mark: they begin at its point. */
	readonly atPoint: boolean;
}

const gap = 12;
const margin = 4;

/** Marks that lie wholly outside have none. */
export function labelPlaces(labels: readonly Labelled[], box: Box): Map<string, Rect> {
	const places = new Map<string, Rect>();
	const around = labels.map((label) => boundsOf(label.outline));
	labels.forEach((label, i) => {
		const bounds = around[i];
		if (bounds === undefined || bounds === null || !meets(bounds, { x: 0, y: 0, ...box })) return;
		const others = [...places.values()];
		const marks = around.flatMap((one, j) => (one === null || j === i ? [] : [one]));
		const best = candidates(label, bounds)
			.map((place, rank) => ({ place: held(place, box), rank, moved: place }))
			.map(({ place, rank, moved }) => ({
				place,
				cost:
					rank +
					(place.x === moved.x && place.y === moved.y ? 0 : 50) +
					200 * others.filter((other) => meets(other, place)).length +
					100 * (label.atPoint ? 0 : label.outline.filter((point) => holds(place, point)).length) +
					5 * marks.filter((mark) => meets(mark, place)).length,
			}))
			.sort((a, b) => a.cost - b.cost)[0];
		if (best === undefined) return;
		const { pushed } = label;
		const place =
			pushed === null
				? best.place
				: { ...best.place, x: best.place.x + pushed.x, y: best.place.y + pushed.y };
		places.set(label.id, place);
	});
	return places;
}

function candidates({ size, atPoint }: Labelled, bounds: Rect): Rect[] {
	const { width, height } = size;
	const [midX, midY] = [bounds.x + bounds.width / 2, bounds.y + bounds.height / 2];
	const [right, left] = [bounds.x + bounds.width + gap, bounds.x - gap - width];
	const [below, above] = [bounds.y + bounds.height + gap, bounds.y - gap - height];
	const at = (x: number, y: number): Rect => ({ x, y, width, height });
	if (atPoint) return [at(bounds.x + 8, bounds.y - height / 2)];
	return [
		at(right, midY - height / 2),
		at(midX - width / 2, below),
		at(midX - width / 2, above),
		at(left, midY - height / 2),
		at(right, below),
		at(right, above),
		at(left, below),
		at(left, above),
	];
}

/** Inside the picture's place, whatever happens. */
function held(place: Rect, box: Box): Rect {
	const clamp = (value: number, most: number): number => Math.max(margin, Math.min(most - margin, value));
	return {
		...place,
		x: clamp(place.x, box.width - place.width),
		y: clamp(place.y, box.height - place.height),
	};
}

function boundsOf(points: readonly ScreenPoint[]): Rect | null {
	if (points.length === 0) return null;
	const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
	const [x, y] = [Math.min(...xs), Math.min(...ys)];
	return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}

function meets(a: Rect, b: Rect): boolean {
	return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height;
}

function holds(place: Rect, { x, y }: ScreenPoint): boolean {
	return x >= place.x && x <= place.x + place.width && y >= place.y && y <= place.y + place.height;
}
