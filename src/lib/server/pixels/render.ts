/** An 8-bit picture for eyes only: previews, thumbnails, rendered images of DICOMweb. Never measured on. */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { FrameFormat } from '#lib/archive/manifest.ts';
import type { Displayed } from '#lib/dicom/image/display-values.ts';

export type ImageKind = 'webp' | 'jpeg' | 'png';

/** A picture that keeps its shape and fits into these pixels (PS3.18 8.3.5.1.3). */
export interface Viewport {
	readonly width: number;
	readonly height: number;
	/** Whole pixels within the stored picture; null: all of it. */
	readonly region: Region | null;
}

export interface Region {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Grey values turned over first, then mirrored left to right, then turned clockwise. */
export interface Turned {
	readonly inverted: boolean;
	readonly mirrored: boolean;
	readonly degrees: 0 | 90 | 180 | 270;
}

export interface RenderOptions {
	/** Longest side in pixels, never enlarged; null: as stored. */
	readonly size: number | null;
	/** Wins over `size`. */
	readonly viewport: Viewport | null;
	readonly turned: Turned | null;
	readonly kind: ImageKind;
	readonly quality: number;
}

export async function renderDisplayed(
	{ bytes, channels }: Displayed,
	format: FrameFormat,
	options: RenderOptions,
): Promise<Uint8Array> {
	const raw = { width: format.columns, height: format.rows, channels };
	let image = sharp(bytes, { raw, limitInputPixels: false });
	if (options.viewport !== null) {
		const { width, height, region } = options.viewport;
		if (region !== null) {
			image = image.extract({ left: region.x, top: region.y, width: region.width, height: region.height });
		}
		image = image.resize(width, height, { fit: 'inside' });
	} else if (options.size !== null) {
		image = image.resize(options.size, options.size, { fit: 'inside', withoutEnlargement: true });
	}
	if (options.turned !== null) image = await turnedBy(image, options.turned);
	const { quality } = options;
	switch (options.kind) {
		case 'webp':
			// Effort 2 of 6: 5 % more bytes than the default for less than half its time.
			return image.webp({ quality, effort: 2 }).toBuffer();
		case 'jpeg':
			return image.jpeg({ quality }).toBuffer();
		case 'png':
			return image.png().toBuffer();
	}
}

/** One step at a time: sharp has an order of its own for what stands in one chain. */
async function turnedBy(image: Sharp, { inverted, mirrored, degrees }: Turned): Promise<Sharp> {
	let turned = image;
	if (inverted) turned = await settled(turned.negate({ alpha: false }));
	if (mirrored) turned = await settled(turned.flop());
	return degrees === 0 ? turned : settled(turned.rotate(degrees));
}

async function settled(image: Sharp): Promise<Sharp> {
	const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
	const { width, height, channels } = info;
	return sharp(data, { raw: { width, height, channels }, limitInputPixels: false });
}
