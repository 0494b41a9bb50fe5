/**
 * Which of our kinds a foreign figure is. By its shape, and by what its numbers say they measure; our own objects name the kind
 * in their tracking. An open line of many points is kept as an outline that runs back on itself: it looks as it was drawn.
 */
import type { FoundGraphic } from '#lib/dicom/objects/read/found.ts';
import type { AnnotationKind } from '../annotation.ts';
import type { Pixel } from '../frame-geometry.ts';
import { curveThrough, thinned } from './outlines.ts';

export interface Figure {
	readonly graphic: FoundGraphic;
	readonly pixels: readonly Pixel[];
}

export interface KindFigure {
	readonly kind: AnnotationKind;
	readonly pixels: readonly Pixel[];
}

export interface Hints {
	/** the kind that our own tracking names, or null */
	readonly tracked: string | null;
	/** the kind that one of the numbers belongs to, or null */
	readonly measured: AnnotationKind | null;
	/** one pixel's height by its width */
	readonly tallness: number;
}

const mostOutline = 400;

/** Every figure as marks; null stands for one that can't be any. */
export function kindsOf(figures: readonly Figure[], hints: Hints): (KindFigure | null)[] {
	const own = tracked(figures, hints);
	if (own !== null) return [own];
	const [one, other] = figures;
	if (one !== undefined && other !== undefined && figures.length === 2 && isLine(one) && isLine(other)) {
		const kind = hints.measured === 'bidirectional' ? 'bidirectional' : null;
		const angle = hints.measured === 'cobb' || hints.measured === 'angle' ? 'cobb' : null;
		const both = kind ?? angle;
		if (both !== null) return [{ kind: both, pixels: [...one.pixels, ...other.pixels] }];
	}
	return figures.flatMap((figure) => byShape(figure, hints));
}

function byShape({ graphic, pixels }: Figure, hints: Hints): (KindFigure | null)[] {
	switch (graphic) {
		case 'TEXT':
			return [pixels.length === 1 ? { kind: 'text', pixels } : null];
		case 'POINT':
			return [pixels.length === 1 ? { kind: 'probe', pixels } : null];
		case 'MULTIPOINT':
			return pixels.map((pixel) => ({ kind: 'probe', pixels: [pixel] }));
		case 'CIRCLE':
			return [pixels.length === 2 ? circle(pixels, hints.tallness) : null];
		case 'ELLIPSE':
			return [pixels.length === 4 ? { kind: 'ellipse', pixels } : null];
		case 'INTERPOLATED':
			return [outline(curveThrough(pixels))];
		case 'POLYGON':
			return [outline(closed(pixels) ? pixels : [...pixels, ...pixels.slice(0, 1)])];
		case 'POLYLINE':
			return [line(pixels, hints)];
	}
}

/** DICOM's circle is one of the pixel grid; on oblong pixels that is an ellipse of the patient. */
function circle(pixels: readonly Pixel[], tallness: number): KindFigure | null {
	const [centre, rim] = pixels;
	if (centre === undefined || rim === undefined) return null;
	if (Math.abs(tallness - 1) < 1e-3) return { kind: 'circle', pixels };
	const r = Math.hypot(rim[0] - centre[0], rim[1] - centre[1]);
	const [x, y] = centre;
	return {
		kind: 'ellipse',
		pixels: [
			[x - r, y],
			[x + r, y],
			[x, y - r],
			[x, y + r],
		],
	};
}

function line(pixels: readonly Pixel[], { measured }: Hints): KindFigure | null {
	if (pixels.length < 2) return null;
	if (pixels.length === 2) return { kind: 'length', pixels };
	if (pixels.length === 3 && measured === 'angle') return { kind: 'angle', pixels };
	// Some makers write both lines of a Cobb angle as one.
	if (pixels.length === 4 && measured === 'cobb') return { kind: 'cobb', pixels };
	if (pixels.length === 5 && closed(pixels) && square(pixels)) {
		return { kind: 'rectangle', pixels: pixels.slice(0, 4) };
	}
	return outline(pixels);
}

function outline(pixels: readonly Pixel[]): KindFigure | null {
	const [first, second] = pixels;
	if (first === undefined || second === undefined) return null;
	if (closed(pixels)) {
		const round = thinned(pixels.slice(0, -1), mostOutline);
		if (round === null) return null;
		if (round.length >= 3) return { kind: 'freehand', pixels: round };
		return { kind: 'length', pixels: [first, second] };
	}
	if (pixels.length === 2) return { kind: 'length', pixels };
	const way = thinned(pixels, mostOutline / 2);
	return way === null ? null : { kind: 'freehand', pixels: [...way, ...way.slice(1, -1).reverse()] };
}

/** What we wrote ourselves, if the figures are those of the kind it names. */
function tracked(figures: readonly Figure[], hints: Hints): KindFigure | null {
	const [a, b] = figures;
	if (a === undefined) return null;
	const alone = figures.length === 1;
	const { pixels } = a;
	switch (hints.tracked) {
		case 'arrow':
			return arrow(figures);
		case 'text':
			return alone && pixels.length === 1 ? { kind: 'text', pixels } : null;
		case 'probe':
			return alone && pixels.length === 1 ? { kind: 'probe', pixels } : null;
		case 'length':
			return alone && isLine(a) ? { kind: 'length', pixels } : null;
		case 'angle':
			return alone && pixels.length === 3 ? { kind: 'angle', pixels } : null;
		case 'cobb':
		case 'bidirectional':
			return b !== undefined && figures.length === 2 && isLine(a) && isLine(b)
				? { kind: hints.tracked, pixels: [...pixels, ...b.pixels] }
				: null;
		case 'circle':
			return alone ? ownCircle(a) : null;
		case 'rectangle':
			return alone && pixels.length === 5 && closed(pixels)
				? { kind: 'rectangle', pixels: pixels.slice(0, 4) }
				: null;
		default:
			// Ellipses and outlines are what their shape says.
			return null;
	}
}

/** Line and head as a presentation state has them, or the line alone, tip first, of a report. */
function arrow(figures: readonly Figure[]): KindFigure | null {
	const [shaft, head] = figures;
	if (shaft === undefined || !isLine(shaft) || figures.length > 2) return null;
	if (head === undefined) return { kind: 'arrow', pixels: shaft.pixels };
	return head.pixels.length === 3 ? { kind: 'arrow', pixels: [...shaft.pixels].reverse() } : null;
}

/** On oblong pixels and in space our circle was written as an ellipse; the second end of its first axis is on the rim. */
function ownCircle({ graphic, pixels }: Figure): KindFigure | null {
	const [a, b] = pixels;
	if (a === undefined || b === undefined) return null;
	if (graphic === 'CIRCLE') return { kind: 'circle', pixels };
	if (graphic !== 'ELLIPSE' || pixels.length !== 4) return null;
	return { kind: 'circle', pixels: [[(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], b] };
}

function isLine(figure: Figure): boolean {
	return figure.graphic === 'POLYLINE' && figure.pixels.length === 2;
}

/** float32 rounds each point alike, so the last is the first to the bit; half a thousandth is for those that wrote text between. */
function closed(pixels: readonly Pixel[]): boolean {
	const [first, last] = [pixels[0], pixels.at(-1)];
	if (first === undefined || last === undefined || pixels.length < 3) return false;
	return Math.abs(first[0] - last[0]) < 5e-4 && Math.abs(first[1] - last[1]) < 5e-4;
}

function square(pixels: readonly Pixel[]): boolean {
	return [0, 1, 2].every((at) => {
		const [a, b, c] = pixels.slice(at, at + 3);
		if (a === undefined || b === undefined || c === undefined) return false;
		const [x1, y1, x2, y2] = [b[0] - a[0], b[1] - a[1], c[0] - b[0], c[1] - b[1]];
		const lengths = Math.hypot(x1, y1) * Math.hypot(x2, y2);
		return lengths > 0 && Math.abs(x1 * x2 + y1 * y2) / lengths < 0.01;
	});
}
