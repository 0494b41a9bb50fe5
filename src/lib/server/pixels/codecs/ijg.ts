/**
 * The Independent JPEG Group's library in its 8, 12 and 16-bit builds, as dcmjs-codecs carries it: the one package here that
 * reads 12-bit and lossless JPEG right. Used frame by frame; its own transcoder refuses frames of several fragments.
 */
import { createRequire } from 'node:module';
import { refuse } from '../refusal.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import type { PixelRefusal } from '../refusal.ts';
import type { JpegFacts } from './jpeg-guard.ts';
import { viewAs } from '../frame/samples.ts';
import type { Samples } from '../frame/samples.ts';

type Library = typeof import('dcmjs-codecs');
let library: Promise<Library> | null = null;

async function load(): Promise<Library> {
	const { default: codecs } = await import('dcmjs-codecs');
	codecs.log.setLevel('silent');
	const wasm = createRequire(import.meta.url).resolve('dcmjs-codecs/build/dcmjs-native-codecs.wasm');
	await codecs.NativeCodecs.initializeAsync({ webAssemblyModulePathOrUrl: wasm });
	return codecs;
}

/** `toRgb`: the stream holds YCbCr and leaves as RGB. */
export async function decodeIjg(
	stream: Uint8Array,
	facts: JpegFacts,
	header: PixelHeader,
	toRgb: boolean,
): Promise<Result<Samples, PixelRefusal>> {
	library ??= load();
	const { Context, NativeCodecs } = await library;
	const bytesEach = facts.precision <= 8 ? 1 : 2;
	const context = new Context({
		width: header.columns,
		height: header.rows,
		bitsAllocated: bytesEach * 8,
		bitsStored: facts.precision,
		samplesPerPixel: header.samples,
		pixelRepresentation: 0,
		planarConfiguration: 0,
		photometricInterpretation: header.samples === 1 ? 'MONOCHROME2' : toRgb ? 'YBR_FULL' : 'RGB',
		encodedBuffer: stream,
	});
	let bytes: Uint8Array | undefined;
	try {
		bytes = NativeCodecs.decodeJpeg(context, { convertColorspaceToRgb: toRgb }).getDecodedBuffer();
	} catch {
		// After an exception its heap is not to be trusted: the next frame gets a new one.
		library = null;
		return refuse('decoder-refused', 'ijg');
	}
	const expected = header.rows * header.columns * header.samples * bytesEach;
	if (bytes?.byteLength !== expected) return refuse('decoder-size', `${bytes?.byteLength ?? 0}/${expected}`);
	return ok(viewAs(bytesEach === 1 ? 'uint8' : 'uint16', bytes));
}
