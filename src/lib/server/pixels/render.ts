/** An 8-bit picture for eyes only: previews, thumbnails, rendered images of DICOMweb. Never measured on. */
import sharp from 'sharp';
import type { FrameFormat } from '#lib/archive/manifest.ts';
import type { Displayed } from '#lib/dicom/display-values.ts';

export type ImageKind = 'webp' | 'jpeg' | 'png';

export interface RenderOptions {
	/** Longest side in pixels, never enlarged; null: as stored. */
	readonly size: number | null;
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
	if (options.size !== null) {
		image = image.resize(options.size, options.size, { fit: 'inside', withoutEnlargement: true });
	}
	const { quality } = options;
	switch (options.kind) {
		case 'webp':
			return image.webp({ quality }).toBuffer();
		case 'jpeg':
			return image.jpeg({ quality }).toBuffer();
		case 'png':
			return image.png().toBuffer();
	}
}
