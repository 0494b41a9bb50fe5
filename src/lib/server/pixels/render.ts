/** Samples -> an 8-bit picture for eyes only: previews, thumbnails, rendered images of DICOMweb. Never measured on. */
import sharp from 'sharp';
import type { FrameFormat } from '#lib/archive/manifest.ts';
import type { Samples } from './samples.ts';

/** Grey: 0..255 per stored value. Colour: red, green, blue per stored index or null where samples are RGB already. */
export type Look =
	| { readonly kind: 'grey'; readonly grey: (stored: number) => number }
	| { readonly kind: 'palette'; readonly colour: (stored: number) => readonly [number, number, number] }
	| { readonly kind: 'rgb' };

export type ImageKind = 'webp' | 'jpeg' | 'png';

export interface RenderOptions {
	/** Longest side in pixels; never enlarged. */
	readonly size: number | null;
	readonly kind: ImageKind;
	readonly quality: number;
}

export async function renderSamples(
	samples: Samples,
	format: FrameFormat,
	look: Look,
	options: RenderOptions,
): Promise<Uint8Array> {
	const channels = look.kind === 'grey' ? 1 : 3;
	const pixels = toBytes(samples, format, look);
	let image = sharp(pixels, {
		raw: { width: format.columns, height: format.rows, channels },
		limitInputPixels: false,
	});
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

function toBytes(samples: Samples, format: FrameFormat, look: Look): Uint8Array {
	const pixels = format.rows * format.columns;
	switch (look.kind) {
		case 'rgb':
			return samples instanceof Uint8Array ? samples : Uint8Array.from(samples, (value) => value >> 8);
		case 'palette': {
			const out = new Uint8Array(pixels * 3);
			for (let i = 0; i < pixels; i++) out.set(look.colour(samples[i] ?? 0), i * 3);
			return out;
		}
		case 'grey':
			return greyBytes(samples, look.grey, pixels);
	}
}

/** Up to 16 bits every value is worked out once. */
function greyBytes(samples: Samples, grey: (stored: number) => number, pixels: number): Uint8Array {
	const out = new Uint8Array(pixels);
	const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
	if (samples.BYTES_PER_ELEMENT > 2 || pixels < 65_536) {
		for (let i = 0; i < pixels; i++) out[i] = clamp(grey(samples[i] ?? 0));
		return out;
	}
	const known = new Int16Array(65_536).fill(-1);
	for (let i = 0; i < pixels; i++) {
		const stored = samples[i] ?? 0;
		const at = stored & 0xffff;
		let value = known[at] ?? -1;
		if (value < 0) {
			value = clamp(grey(stored));
			known[at] = value;
		}
		out[i] = value;
	}
	return out;
}
