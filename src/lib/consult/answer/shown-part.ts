/**
 * The part of a picture that a key image shows, and where its points come to lie in it: cut out, mirrored, turned. One reckoning
 * for the preview, the printed page and the objects for the archive.
 */
import type { Look } from '../record/event.ts';

type Pixel = readonly [column: number, row: number];
/** Of the drawn picture: 0 to 1 from its upper left corner. */
export type Part = readonly [x: number, y: number];

export interface ShownPicture {
	readonly rows: number;
	readonly columns: number;
	/** a pixel's height by its width */
	readonly aspect: number;
	readonly look: Pick<Look, 'zoom' | 'middle' | 'mirrored' | 'turn'>;
}

export interface ShownPart {
	/** whole pixels within the picture */
	readonly region: {
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	};
	/** width by height as drawn */
	readonly shape: number;
	/** how many columns (or rows, when turned) of stored pixels the drawn width is */
	readonly across: { readonly of: 'columns' | 'rows'; readonly count: number };
	readonly partOf: (pixel: Pixel) => Part;
}

/** Nothing smaller is cut out: a few pixels blown up say nothing. */
const leastPixels = 32;

/** `holding`: points that must be in it, whatever the look left out: a number without its line can't be judged. */
export function shownPart(picture: ShownPicture, holding: readonly Pixel[]): ShownPart {
	const { rows, columns, aspect, look } = picture;
	const [x, width] = span(
		columns,
		look.zoom,
		look.middle[0],
		holding.map(([column]) => column),
	);
	const [y, height] = span(
		rows,
		look.zoom,
		look.middle[1],
		holding.map(([, row]) => row),
	);
	const turned = look.turn === 90 || look.turn === 270;
	const upright = width / (height * aspect);
	return {
		region: { x, y, width, height },
		shape: turned ? 1 / upright : upright,
		across: turned ? { of: 'rows', count: height } : { of: 'columns', count: width },
		partOf: ([column, row]) => {
			const across = (column - x) / width;
			return turnedBy(look.turn, [look.mirrored ? 1 - across : across, (row - y) / height]);
		},
	};
}

function span(size: number, zoom: number, middle: number, holding: readonly number[]): [number, number] {
	const wanted = Math.min(size, Math.max(leastPixels, size / Math.max(1, zoom)));
	const from = Math.min(Math.max(0, middle * size - wanted / 2), size - wanted);
	const margin = size * 0.03;
	const inside = holding.filter((at) => at >= 0 && at <= size);
	const start = Math.max(0, Math.min(from, ...inside.map((at) => at - margin)));
	const end = Math.min(size, Math.max(from + wanted, ...inside.map((at) => at + margin)));
	const first = Math.floor(start);
	return [first, Math.max(1, Math.ceil(end) - first)];
}

/** Clockwise, as seen. */
function turnedBy(turn: Look['turn'], [x, y]: Part): Part {
	switch (turn) {
		case 0:
			return [x, y];
		case 90:
			return [1 - y, x];
		case 180:
			return [1 - x, 1 - y];
		case 270:
			return [y, 1 - x];
	}
}
