import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { viewAs } from '../frame/samples.ts';
import type { Samples, SampleType } from '../frame/samples.ts';
import type { RawPicture } from './wasm-module.ts';

/** A decoder's bytes as samples, once size, components and length are those of the header: 0x0 is how some report failure. */
export function pictureSamples(picture: RawPicture, header: PixelHeader): Result<Samples, PixelRefusal> {
	const { info, bytes } = picture;
	const bytesEach = info.bitsPerSample <= 8 ? 1 : 2;
	const expected = header.rows * header.columns * header.samples * bytesEach;
	const same =
		info.width === header.columns && info.height === header.rows && info.componentCount === header.samples;
	if (!same || info.bitsPerSample > 16 || bytes.byteLength !== expected) {
		return refuse('decoder-size', `${info.width}x${info.height}x${info.componentCount}/${bytes.byteLength}`);
	}
	const dtype: SampleType =
		bytesEach === 1 ? (info.isSigned ? 'int8' : 'uint8') : info.isSigned ? 'int16' : 'uint16';
	return ok(viewAs(dtype, bytes));
}
