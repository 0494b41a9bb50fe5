/** Decodes beside the page's thread: a frame in, stored values out. The wasm codecs come when a frame first needs them. */
import openjphWasm from '@cornerstonejs/codec-openjph/wasm?url';
import turboWasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm?url';
import { decodeFrame, type CodecDecoder, type DecodeReply, type DecodeRequest } from './decode.ts';

export interface DecodeTask extends DecodeRequest {
	readonly id: number;
}
export type DecodeAnswer = { readonly id: number } & (
	{ readonly reply: DecodeReply } | { readonly broken: true }
);

/** The codec's own file name leads nowhere after bundling: the wasm's real address is handed in. */
function options(url: string): { locateFile(): string; print(): void; printErr(): void } {
	return { locateFile: () => url, print: () => undefined, printErr: () => undefined };
}

let openjph: ReturnType<typeof loadOpenjph> | null = null;
let turbo: ReturnType<typeof loadTurbo> | null = null;

async function loadOpenjph() {
	const { default: factory } = await import('@cornerstonejs/codec-openjph/wasmjs');
	return factory(options(openjphWasm));
}

async function loadTurbo() {
	const { default: factory } = await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs');
	return factory(options(turboWasm));
}

const codecs = {
	htj2k: async (): Promise<CodecDecoder> => new (await (openjph ??= loadOpenjph())).HTJ2KDecoder(),
	jpeg: async (): Promise<CodecDecoder> => new (await (turbo ??= loadTurbo())).JPEGDecoder(),
};

self.addEventListener('message', ({ data }: MessageEvent<DecodeTask>) => {
	decodeFrame(data, codecs).then(
		(reply) => {
			const answer: DecodeAnswer = { id: data.id, reply };
			self.postMessage(answer, { transfer: reply.ok ? [reply.values.buffer] : [] });
		},
		() => {
			// The codec itself did not load (a dropped line): the next try gets a new worker.
			const answer: DecodeAnswer = { id: data.id, broken: true };
			self.postMessage(answer);
		},
	);
});
