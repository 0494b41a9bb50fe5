/** A mark as lines on a drawn picture, the same on screen and on paper. Points are parts of the picture, 0 to 1. */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { Part } from './shown-part.ts';

export interface MarkLine {
	readonly points: readonly Part[];
	readonly closed: boolean;
}

type Pixel = readonly [column: number, row: number];

export interface Drawn {
	/** width by height of the drawn picture */
	readonly shape: number;
	/** a pixel's height by its width */
	readonly aspect: number;
	readonly partOf: (pixel: Pixel) => Part;
}

/** An arrow's head and a probe's cross, by the picture's height. */
const headSize = 0.035;
const crossSize = 0.02;
const roundSteps = 64;

export function markLines(kind: Annotation['kind'], pixels: readonly Pixel[], drawn: Drawn): MarkLine[] {
	const at = pixels.map(drawn.partOf);
	const [a, b, c, d] = at;
	const open = (...points: Part[]): MarkLine => ({ points, closed: false });
	switch (kind) {
		case 'text':
			return [];
		case 'arrow':
			return a && b ? [open(b, a), open(...head(a, b, drawn.shape))] : [];
		case 'probe':
			return a ? cross(a, drawn.shape) : [];
		case 'length':
			return a && b ? [open(a, b)] : [];
		case 'angle':
			return a && b && c ? [open(a, b, c)] : [];
		case 'cobb':
		case 'bidirectional':
			return a && b && c && d ? [open(a, b), open(c, d)] : [];
		case 'rectangle':
		case 'freehand':
			return [{ points: at, closed: true }];
		case 'ellipse':
			return [{ points: ellipse(pixels).map(drawn.partOf), closed: true }];
		case 'circle':
			return [{ points: circle(pixels, drawn.aspect).map(drawn.partOf), closed: true }];
	}
}

/** Where its words go: at a text's own point, else beside the lowest of its points, so that they don't lie on its line. */
export function labelPlace(kind: Annotation['kind'], parts: readonly Part[]): Part {
	const [first] = parts;
	if (first === undefined) return [0.5, 0.5];
	if (kind === 'text') return first;
	return parts.reduce((lowest, part) => (part[1] > lowest[1] ? part : lowest), first);
}

function head(tip: Part, tail: Part, shape: number): [Part, Part, Part] {
	const [dx, dy] = [(tail[0] - tip[0]) * shape, tail[1] - tip[1]];
	const long = Math.hypot(dx, dy) || 1;
	const barb = (side: 1 | -1): Part => {
		const angle = Math.atan2(dy, dx) + side * 0.45;
		const size = Math.min(headSize, long);
		return [tip[0] + (size * Math.cos(angle)) / shape, tip[1] + size * Math.sin(angle)];
	};
	return [barb(1), tip, barb(-1)];
}

function cross([x, y]: Part, shape: number): MarkLine[] {
	const across = crossSize / shape;
	return [
		{
			points: [
				[x - across, y],
				[x + across, y],
			],
			closed: false,
		},
		{
			points: [
				[x, y - crossSize],
				[x, y + crossSize],
			],
			closed: false,
		},
	];
}

/** Four ends of two axes (PS3.3 C.18.6.1.2). */
function ellipse([a, b, c, d]: readonly Pixel[]): Pixel[] {
	if (!a || !b || !c || !d) return [];
	const centre = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
	return round((cos, sin) => [
		centre[0] + ((b[0] - a[0]) / 2) * cos + ((d[0] - c[0]) / 2) * sin,
		centre[1] + ((b[1] - a[1]) / 2) * cos + ((d[1] - c[1]) / 2) * sin,
	]);
}

/** Round in the patient: on oblong pixels it isn't round in the grid. */
function circle([centre, edge]: readonly Pixel[], aspect: number): Pixel[] {
	if (!centre || !edge) return [];
	const radius = Math.hypot(edge[0] - centre[0], (edge[1] - centre[1]) * aspect);
	return round((cos, sin) => [centre[0] + radius * cos, centre[1] + (radius / aspect) * sin]);
}

function round(point: (cos: number, sin: number) => Pixel): Pixel[] {
	return Array.from({ length: roundSteps }, (_, step) => {
		const turn = (2 * Math.PI * step) / roundSteps;
		return point(Math.cos(turn), Math.sin(turn));
	});
}
