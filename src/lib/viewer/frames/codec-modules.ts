/**
 * The decoders' machine code: fetched and compiled once by the page, at an address that the page itself can name before any script
 * runs, and handed to each worker as it is.
 */
import openjph from '@cornerstonejs/codec-openjph/wasm?url';
import turbo from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import worker from './decode-worker.ts?worker&url';
import first from '../first/first-frame.ts?worker&url';
import type { FrameRendition } from '#lib/archive/manifest.ts';

export type Codec = Exclude<FrameRendition['codec'], 'raw' | 'jpegls'>;

export const codecUrls: Readonly<Record<Codec, string>> = { htj2k: openjph, jpeg: turbo };

/** The decode workers' own script, named for the page as well. */
export const decodeWorkerUrl = worker;

/** Named by the server, and only what the browser's build knows of is there to be fetched. */
export const firstScriptUrl = first;

/** These need machine code, which comes over the line; the others are read by a few kilobytes of script. */
export function needsModule(codec: FrameRendition['codec']): codec is Codec {
	return codec === 'htj2k' || codec === 'jpeg';
}

const modules = new Map<Codec, Promise<WebAssembly.Module>>();

/** Rejects when the line dropped; the next call asks again. */
export function codecModule(codec: Codec): Promise<WebAssembly.Module> {
	const known = modules.get(codec);
	if (known !== undefined) return known;
	const coming = WebAssembly.compileStreaming(fetch(codecUrls[codec]));
	modules.set(codec, coming);
	coming.catch(() => modules.delete(codec));
	return coming;
}
