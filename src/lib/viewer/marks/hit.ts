/** What of the marks lies under a pointer. Own marks can be taken hold of; others' only be looked at. */
import { kindOf, type Line } from './kinds.ts';
import { fromLine } from './figures.ts';
import type { PointerKind } from './pointer-kind.ts';
import type { Placement, ScreenPoint } from './placement.ts';
import type { PlacedMark } from './placed-marks.ts';
import { scaleOf } from '#lib/annotation/scale.ts';
import type { FrameGeometry, Pixel } from '#lib/annotation/frame-geometry.ts';

export interface Hit {
	readonly mark: PlacedMark;
	readonly part: 'line' | 'box' | { readonly handle: number };
}

export interface Rect {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export const noBoxes: ReadonlyMap<string, Rect> = new Map();

export interface HitSpace {
	readonly marks: readonly PlacedMark[];
	readonly placement: Placement;
	readonly geometry: FrameGeometry;
	/** Where the words of a mark stand, by its id. */
	readonly boxes: ReadonlyMap<string, Rect>;
}

/** CSS pixels: a mouse is exact, a fingertip covers as much as it hits. */
const reaches = {
	mouse: { handle: 9, line: 6 },
	pen: { handle: 14, line: 9 },
	touch: { handle: 22, line: 22 },
} as const satisfies Record<PointerKind, { handle: number; line: number }>;

/** The nearest, handles first, the chosen mark before the others. */
export function hitAt(
	point: ScreenPoint,
	space: HitSpace,
	options: { pointer: PointerKind; chosen: string | null },
): Hit | null {
	const reach = reaches[options.pointer];
	const order = [...space.marks].sort(
		(a, b) => Number(b.shown.id === options.chosen) - Number(a.shown.id === options.chosen),
	);
	for (const mark of order) {
		if (!isChangeable(mark)) continue;
		const handle = nearest(mark.pixels, point, space.placement);
		if (kindOf(mark.shown.mark.kind).handles === 'all' && handle.far <= reach.handle)
			return { mark, part: { handle: handle.index } };
	}
	for (const mark of order) {
		const box = space.boxes.get(mark.shown.id);
		if (box !== undefined && inside(point, box)) return { mark, part: 'box' };
	}
	for (const mark of order) {
		const scale = scaleOf(mark.pixels, space.geometry);
		const lines = kindOf(mark.shown.mark.kind).lines(mark.pixels, scale);
		const near = lines.some((line) => farFrom(point, line, space.placement) <= reach.line);
		const alone = lines.length === 0 && nearest(mark.pixels, point, space.placement).far <= reach.handle;
		if (near || alone) return { mark, part: 'line' };
	}
	return null;
}

/** One's own, on the picture where it was drawn, and not refused by those who keep it. */
export function isChangeable({ shown, here }: PlacedMark): boolean {
	return here && shown.mine && shown.origin === null && shown.state !== 'refused';
}

function nearest(
	pixels: readonly Pixel[],
	point: ScreenPoint,
	placement: Placement,
): { index: number; far: number } {
	let best = { index: -1, far: Infinity };
	pixels.forEach((pixel, index) => {
		const at = placement.onScreen(pixel);
		const far = Math.hypot(at.x - point.x, at.y - point.y);
		if (far < best.far) best = { index, far };
	});
	return best;
}

function farFrom(point: ScreenPoint, line: Line, placement: Placement): number {
	const pixels = line.closed === true ? [...line.points, ...line.points.slice(0, 1)] : line.points;
	const places = pixels.map((pixel): Pixel => {
		const { x, y } = placement.onScreen(pixel);
		return [x, y];
	});
	return Math.min(
		...places.map((place, i) => fromLine([point.x, point.y], place, places[i + 1] ?? place)),
		Infinity,
	);
}

function inside({ x, y }: ScreenPoint, box: Rect): boolean {
	return x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height;
}
