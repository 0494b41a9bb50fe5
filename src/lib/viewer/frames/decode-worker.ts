/** Decodes beside the page's thread: a frame in, stored values out. The codec's machine code comes with the task. */
import { release } from '#lib/base/release.ts';
import { decodeFrame, type CodecDecoder, type DecodeReply, type DecodeRequest } from './decode.ts';

export interface DecodeTask extends DecodeRequest {
	readonly id: number;
	/** null: these bytes need no codec. */
	readonly module: WebAssembly.Module | null;
}
export type DecodeAnswer = { readonly id: number } & (
	{ readonly reply: DecodeReply } | { readonly broken: true }
);

/** Emscripten's own hook for a module that is compiled already. */
function options(module: WebAssembly.Module | null) {
	if (module === null) throw new Error('no codec');
	return {
		instantiateWasm: (
			imports: WebAssembly.Imports,
			done: (instance: WebAssembly.Instance) => void,
		): object => {
			void WebAssembly.instantiate(module, imports).then(done);
			return {};
		},
		print: () => undefined,
		printErr: () => undefined,
	};
}

let openjph: ReturnType<typeof loadOpenjph> | null = null;
let turbo: ReturnType<typeof loadTurbo> | null = null;

/** Slices need neither: a codec's script comes when the first large, coloured or compressed picture is shown. */
async function loadOpenjph(module: WebAssembly.Module | null) {
	const { default: factory } = await import('@cornerstonejs/codec-openjph/wasmjs');
	return factory(options(module));
}

async function loadTurbo(module: WebAssembly.Module | null) {
	const { default: factory } = await import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs');
	return factory(options(module));
}

self.addEventListener('message', ({ data }: MessageEvent<DecodeTask>) => {
	const { module } = data;
	const codecs = {
		htj2k: async (): Promise<CodecDecoder> => new (await (openjph ??= loadOpenjph(module))).HTJ2KDecoder(),
		jpeg: async (): Promise<CodecDecoder> => new (await (turbo ??= loadTurbo(module))).JPEGDecoder(),
	};
	decodeFrame(data, codecs).then(
		(reply) => {
			const answer: DecodeAnswer = { id: data.id, reply };
			self.postMessage(answer, { transfer: reply.ok ? [reply.values.buffer] : [] });
			// Its own copy of the compressed bytes.
			release(data.bytes.buffer);
		},
		() => {
			// The codec itself did not load (a dropped line): the next try gets a new worker.
			const answer: DecodeAnswer = { id: data.id, broken: true };
			self.postMessage(answer);
		},
	);
});
