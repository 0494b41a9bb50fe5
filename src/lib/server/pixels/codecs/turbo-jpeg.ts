/**
 * 8-bit DCT JPEG with the very codec that the browser uses: what it gives here is what the reader will see. Sharp decodes
 * beside it and refuses every cut stream, which libjpeg alone fills with grey.
 */
import sharp from 'sharp';
import { decodeOnce, wasmModule } from './wasm-module.ts';
import type { RawPicture } from './wasm-module.ts';

const turbo = wasmModule(
	async () => (await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs')).default,
);

export async function decodeTurbo(stream: Uint8Array): Promise<RawPicture | null> {
	return turbo.use(({ JPEGDecoder }) => decodeOnce(new JPEGDecoder(), stream, (_, picture) => picture));
}

export async function isWholeJpeg(stream: Uint8Array): Promise<boolean> {
	try {
		await sharp(stream, { failOn: 'warning', limitInputPixels: false }).raw().toBuffer();
		return true;
	} catch {
		return false;
	}
}
