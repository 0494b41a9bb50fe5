/**
 * A phone's picture made fit to be kept: turned the way its camera said, cropped as its sender saw, in sRGB, as baseline JPEG.
 * Everything else that came with it is left behind: place, time, serial number, thumbnail, maker's notes.
 */
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { refuse } from './refusal.ts';
import type { PixelRefusal } from './refusal.ts';

export interface PhotographRequest {
	readonly path: string;
	/** degrees clockwise, after the camera's own orientation */
	readonly rotate: 0 | 90 | 180 | 270;
	/** parts (0..1) of the turned picture */
	readonly crop: {
		readonly x: number;
		readonly y: number;
		readonly width: number;
		readonly height: number;
	} | null;
	/** Longest side in pixels; null: as it is. */
	readonly size: number | null;
}

export interface Photograph {
	readonly jpeg: Uint8Array;
	readonly rows: number;
	readonly columns: number;
}

/** JPEG quality of what is kept: differences are below what eyes see beside the original. */
export const photographQuality = 92;
/** The largest that phones send as a rule (108 megapixels), and the widest that a JPEG can be. */
const mostPixels = 120_000_000;
const longestSide = 65_500;

export async function makePhotograph(
	request: PhotographRequest,
	onPixels: (pixels: number) => void,
): Promise<Result<Photograph, PixelRefusal>> {
	try {
		// A picture that breaks off is refused: half a film must not pass for a film.
		const input = sharp(request.path, { limitInputPixels: mostPixels, failOn: 'warning', autoOrient: true });
		const { width, height, format, autoOrient } = await input.metadata();
		if (format !== 'jpeg' && format !== 'png' && format !== 'webp') return refuse('codec-unsupported');
		if (width * height > mostPixels || Math.max(width, height) > longestSide)
			return refuse('frame-too-large');
		onPixels(width * height);
		const turned = cropped(input.rotate(request.rotate), request, turnedSize(autoOrient, request.rotate));
		const fitted =
			request.size === null
				? turned
				: turned.resize(request.size, request.size, { fit: 'inside', withoutEnlargement: true });
		const { data, info } = await fitted
			.flatten({ background: '#ffffff' })
			.toColourspace('srgb')
			.jpeg({ quality: photographQuality, progressive: false, chromaSubsampling: '4:2:0' })
			.toBuffer({ resolveWithObject: true });
		return ok({ jpeg: data, rows: info.height, columns: info.width });
	} catch (error) {
		// The disk's faults are not the picture's.
		if (error instanceof Error && 'syscall' in error) throw error;
		return refuse('codestream-damaged');
	}
}

interface Size {
	readonly width: number;
	readonly height: number;
}

/** As seen after the camera's orientation and the sender's turn. */
function turnedSize({ width, height }: Size, rotate: PhotographRequest['rotate']): Size {
	return rotate === 90 || rotate === 270 ? { width: height, height: width } : { width, height };
}

function cropped(image: Sharp, { crop }: PhotographRequest, size: Size): Sharp {
	if (crop === null) return image;
	const left = Math.min(size.width - 1, Math.round(crop.x * size.width));
	const top = Math.min(size.height - 1, Math.round(crop.y * size.height));
	const width = Math.max(1, Math.min(size.width - left, Math.round(crop.width * size.width)));
	const height = Math.max(1, Math.min(size.height - top, Math.round(crop.height * size.height)));
	return image.extract({ left, top, width, height });
}
