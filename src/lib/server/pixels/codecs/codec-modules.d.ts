/** The codecs come without types: only what is used here is described. */
declare module '@cornerstonejs/codec-charls/decodewasmjs' {
	import type { EmscriptenFactory, WasmDecoder } from '#lib/server/pixels/codecs/wasm-module.ts';
	interface JpegLsDecoder extends WasmDecoder {
		getInterleaveMode(): number;
		getNearLossless(): number;
	}
	const factory: EmscriptenFactory<{ readonly JpegLSDecoder: new () => JpegLsDecoder }>;
	export default factory;
}

declare module '@cornerstonejs/codec-charls/wasmjs' {
	import type { EmscriptenFactory, FrameInfo } from '#lib/server/pixels/codecs/wasm-module.ts';
	interface JpegLsEncoder {
		getDecodedBuffer(info: FrameInfo): Uint8Array;
		getEncodedBuffer(): Uint8Array;
		setNearLossless(most: number): void;
		encode(): void;
		delete(): void;
	}
	const factory: EmscriptenFactory<{ readonly JpegLSEncoder: new () => JpegLsEncoder }>;
	export default factory;
}

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
	import type { EmscriptenFactory, WasmDecoder } from '#lib/server/pixels/codecs/wasm-module.ts';
	const factory: EmscriptenFactory<{ readonly J2KDecoder: new () => WasmDecoder }>;
	export default factory;
}

declare module '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs' {
	import type { EmscriptenFactory, WasmDecoder } from '#lib/server/pixels/codecs/wasm-module.ts';
	const factory: EmscriptenFactory<{ readonly JPEGDecoder: new () => WasmDecoder }>;
	export default factory;
}

declare module '@cornerstonejs/codec-openjph/wasmjs' {
	import type { EmscriptenFactory, EncodeInfo, WasmDecoder } from '#lib/server/pixels/codecs/wasm-module.ts';
	interface Htj2kDecoder extends WasmDecoder {
		getIsHeaderValid(): boolean;
		getLastErrorMessage(): string;
	}
	interface Htj2kEncoder {
		getDecodedBuffer(info: EncodeInfo): Uint8Array;
		getEncodedBuffer(): Uint8Array;
		setDecompositions(levels: number): void;
		setTLMMarker(on: boolean): void;
		setTilePartDivisionsAtResolutions(on: boolean): void;
		setQuality(reversible: boolean, quantizationStep: number): void;
		setProgressionOrder(order: number): void;
		encode(): void;
		delete(): void;
	}
	const factory: EmscriptenFactory<{
		readonly HTJ2KDecoder: new () => Htj2kDecoder;
		readonly HTJ2KEncoder: new () => Htj2kEncoder;
	}>;
	export default factory;
}
