import type { Locator } from '@playwright/test';
import sharp from 'sharp';

export interface ScreenPicture {
	readonly width: number;
	readonly height: number;
	/** red, green, blue 0..255 at a place given as parts (0..1) of the picture */
	at(x: number, y: number): readonly [number, number, number];
	/** mean grey of the whole */
	readonly mean: number;
}

/** What really stands on the screen, as a person would see it. */
export async function screenOf(locator: Locator): Promise<ScreenPicture> {
	const shot = await locator.screenshot();
	const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	let sum = 0;
	for (const value of data) sum += value;
	return {
		width: info.width,
		height: info.height,
		mean: sum / data.length,
		at: (x, y) => {
			const column = Math.min(info.width - 1, Math.floor(x * info.width));
			const row = Math.min(info.height - 1, Math.floor(y * info.height));
			const offset = (row * info.width + column) * 3;
			return [data[offset] ?? 0, data[offset + 1] ?? 0, data[offset + 2] ?? 0];
		},
	};
}
