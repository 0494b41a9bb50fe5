/**
 * A look that means the same on every screen: what stands in the middle and how large, by the picture and not by the pixels of
 * one person's window. The two mirrorings of a view are one mirroring and a turn.
 */
import type { VoiWindow } from '#lib/archive/manifest.ts';
import { fitted, matrixOf, pictureAt } from './view.ts';
import type { Box, Picture, View } from './view.ts';

export interface SeenView {
	/** times the size that just fits the box */
	readonly zoom: number;
	/** what stands in the middle of the box, as parts of the picture's columns and rows */
	readonly middle: readonly [number, number];
	/** mirrored left to right, then turned clockwise, degrees */
	readonly mirrored: boolean;
	readonly turn: 0 | 90 | 180 | 270;
}

export interface Seen extends SeenView {
	/** modality units; null: as the file wants it */
	readonly window: {
		readonly center: number;
		readonly width: number;
		/** absent: not told, the picture's own */
		readonly function?: VoiWindow['function'] | undefined;
	} | null;
	/** key of the VOI LUT it is seen through, instead of a window */
	readonly lut?: string | undefined;
	readonly inverted: boolean;
}

export function seenView(view: View, picture: Picture, box: Box): SeenView {
	const at = pictureAt(view, { picture, box }, { x: box.width / 2, y: box.height / 2 });
	return {
		zoom: view.zoom,
		middle: [at.x / picture.columns, at.y / picture.rows],
		// Upside down is left to right, turned by half.
		mirrored: view.flipH !== view.flipV,
		turn: quarter(view.rotation + (view.flipV ? 180 : 0)),
	};
}

export function viewOf(seen: SeenView, picture: Picture, box: Box): View {
	const view: View = {
		...fitted,
		zoom: seen.zoom,
		rotation: seen.turn,
		flipH: seen.mirrored,
	};
	const [a, b, c, d] = matrixOf(view, picture, box);
	const x = (0.5 - seen.middle[0]) * picture.columns;
	const y = (0.5 - seen.middle[1]) * picture.rows;
	return { ...view, pan: { x: a * x + c * y, y: b * x + d * y } };
}

function quarter(degrees: number): SeenView['turn'] {
	const turns = ((Math.round(degrees / 90) % 4) + 4) % 4;
	return ([0, 90, 180, 270] as const)[turns] ?? 0;
}
