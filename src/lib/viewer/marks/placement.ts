/** Between picture pixels and the screen: the very matrix that places the picture (`painting/view.ts`), so that a mark can't slide off it. */
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import { matrixOf, pictureAt, type Box, type Picture, type View } from '../painting/view.ts';

/** CSS pixels from the corner of the picture's place. */
export interface ScreenPoint {
	readonly x: number;
	readonly y: number;
}

export class Placement {
	readonly box: Box;
	/** CSS pixels per picture column: how large a column is on the screen. */
	readonly scale: number;
	readonly #view: View;
	readonly #picture: Picture;
	readonly #matrix: ReturnType<typeof matrixOf>;

	constructor(view: View, picture: Picture, box: Box) {
		this.box = box;
		this.#view = view;
		this.#picture = picture;
		this.#matrix = matrixOf(view, picture, box);
		this.scale = Math.hypot(this.#matrix[0], this.#matrix[1]);
	}

	onScreen([column, row]: Pixel): ScreenPoint {
		const [a, b, c, d, e, f] = this.#matrix;
		return { x: a * column + c * row + e, y: b * column + d * row + f };
	}

	inPicture(point: ScreenPoint): Pixel {
		const { x, y } = pictureAt(this.#view, { picture: this.#picture, box: this.box }, point);
		return [x, y];
	}

	/** The nearest place that is still picture: nothing is marked or measured where nothing is. */
	held(point: ScreenPoint): Pixel {
		const [column, row] = this.inPicture(point);
		return [
			Math.min(this.#picture.columns, Math.max(0, column)),
			Math.min(this.#picture.rows, Math.max(0, row)),
		];
	}

	holds(point: ScreenPoint): boolean {
		const [column, row] = this.inPicture(point);
		return column >= 0 && row >= 0 && column <= this.#picture.columns && row <= this.#picture.rows;
	}
}
