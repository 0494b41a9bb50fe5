/** The part of a picture that a look shows: as much as the zoom leaves of it, around its middle, in pixels. */
export interface ZoomedLook {
	/** times the fitted size */
	readonly zoom: number;
	/** as parts of the picture */
	readonly middle: readonly [number, number];
}

export interface PictureArea {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** null: the whole picture. A box of the picture's own form is assumed: nobody else's screen has ours. */
export function areaOfLook(
	{ zoom, middle }: ZoomedLook,
	size: { readonly rows: number; readonly columns: number },
): PictureArea | null {
	const centred = Math.abs(middle[0] - 0.5) < 1e-6 && Math.abs(middle[1] - 0.5) < 1e-6;
	if (zoom <= 1 && centred) return null;
	const [wide, high] = [size.columns / zoom / 2, size.rows / zoom / 2];
	const [x, y] = [middle[0] * size.columns, middle[1] * size.rows];
	return { left: x - wide, top: y - high, right: x + wide, bottom: y + high };
}
