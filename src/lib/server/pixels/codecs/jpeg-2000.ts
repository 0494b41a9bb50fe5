import { ok } from '#lib/base/result.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import { checkJ2k, walkJ2k } from './j2k-guard.ts';
import type { J2kFacts } from './j2k-guard.ts';
import { decodeHtj2kStream } from './htj2k.ts';
import { pictureSamples } from './raw-picture.ts';
import { decodeOnce, wasmModule } from './wasm-module.ts';
import type { RawPicture } from './wasm-module.ts';

const openjpeg = wasmModule(async () => (await import('@cornerstonejs/codec-openjpeg/decodewasmjs')).default);

/** JPEG 2000 and HTJ2K share the codestream; the block coder it names decides which library reads it. */
export async function decodeJpeg2000(bytes: Uint8Array, header: PixelHeader): Promise<DecodeResult> {
	const facts = walkJ2k(bytes);
	if (!facts.ok) return facts;
	const differs = checkJ2k(facts.value, header);
	if (differs !== null) return refuse(differs.code, differs.detail);
	const picture = facts.value.highThroughput
		? await decodeHtj2kStream(facts.value.codestream)
		: await decodeJ2kStream(facts.value.codestream);
	if (picture === null) return refuse('decoder-refused', facts.value.highThroughput ? 'openjph' : 'openjpeg');
	return decodedOf(picture, facts.value, header);
}

export async function decodeJ2kStream(codestream: Uint8Array): Promise<RawPicture | null> {
	return openjpeg.use(({ J2KDecoder }) => decodeOnce(new J2KDecoder(), codestream, (_, picture) => picture));
}

function decodedOf(picture: RawPicture, facts: J2kFacts, header: PixelHeader): DecodeResult {
	const samples = pictureSamples(picture, header);
	if (!samples.ok) return samples;
	return ok({
		samples: samples.value,
		precision: facts.precision,
		signed: facts.signed,
		colour: facts.colourTransform ? 'rgb' : 'as-header',
		lossy: !facts.reversible,
	});
}
