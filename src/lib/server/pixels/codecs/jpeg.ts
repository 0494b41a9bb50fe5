/** JPEG in all its processes: 8-bit DCT, 12-bit DCT and lossless (ISO 10918-1), colour by what the header and stream say. */
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { decodeIjg } from './ijg.ts';
import { checkJpeg, walkJpeg } from './jpeg-guard.ts';
import type { JpegFacts } from './jpeg-guard.ts';
import { isWholeJpeg } from './turbo-jpeg.ts';

export async function decodeJpeg(bytes: Uint8Array, header: PixelHeader): Promise<DecodeResult> {
	const checked = guardJpeg(bytes, header);
	if (!checked.ok) return checked;
	const facts = checked.value;
	const stream = bytes.subarray(0, facts.end);
	const lossless = facts.process === 0xc3;
	if (!lossless && facts.precision === 8 && !(await isWholeJpeg(stream)))
		return refuse('decoder-refused', 'strict');
	const toRgb = header.samples === 3 && holdsYcc(facts, header);
	const samples = await decodeIjg(stream, facts, header, toRgb);
	if (!samples.ok) return samples;
	return ok({
		samples: samples.value,
		precision: facts.precision,
		signed: null,
		colour: header.samples === 3 ? 'rgb' : 'as-header',
		lossy: !lossless,
	});
}

export function guardJpeg(bytes: Uint8Array, header: PixelHeader): Result<JpegFacts, PixelRefusal> {
	const facts = walkJpeg(bytes);
	if (!facts.ok) return facts;
	if (facts.value.process === 0xf7) return refuse('codestream-other-format', 'jpeg-ls');
	const differs = checkJpeg(facts.value, header);
	return differs === null ? facts : refuse(differs.code, differs.detail);
}

/**
 * An Adobe segment was written about these very bytes and wins; subsampled chroma can only be YCbCr; otherwise the DICOM header
 * decides (PS3.3 C.7.6.3.1.2), also against a JFIF marker, which writers of RGB have been seen to leave in.
 */
export function holdsYcc(facts: JpegFacts, header: PixelHeader): boolean {
	if (facts.adobe !== null) return facts.adobe !== 0;
	const [first] = facts.components;
	const subsampled = facts.components.some(
		(component) => component.h !== first?.h || component.v !== first.v,
	);
	return subsampled || header.photometric !== 'RGB';
}
