/**
 * A WebAssembly codec that can be thrown away. A decoder object is made anew for every frame, since a used one hands out the
 * previous picture for a damaged stream; after anything thrown the whole module goes too, since its heap can't be trusted.
 */
export interface FrameInfo {
	readonly width: number;
	readonly height: number;
	readonly bitsPerSample: number;
	readonly componentCount: number;
	readonly isSigned: boolean;
}

/** The encoder throws when a field is missing. */
export interface EncodeInfo extends FrameInfo {
	readonly isUsingColorTransform: boolean;
}

export interface WasmDecoder {
	getEncodedBuffer(length: number): Uint8Array;
	/** a view into the codec's heap, clamped for some */
	getDecodedBuffer(): Uint8Array | Uint8ClampedArray;
	decode(): void;
	getFrameInfo(): FrameInfo;
	delete(): void;
}

export type EmscriptenFactory<M> = (options?: { print?: () => void; printErr?: () => void }) => Promise<M>;

export interface WasmModule<M> {
	/** Runs `work` on a good module; null when it threw, and the next call gets a new module. */
	use<T>(work: (module: M) => T): Promise<T | null>;
}

export function wasmModule<M>(load: () => Promise<EmscriptenFactory<M>>): WasmModule<M> {
	let instance: Promise<M> | null = null;
	return {
		async use(work) {
			// Emscripten makes the module out of the options object: each needs its own.
			instance ??= load().then((factory) => factory({ print: () => undefined, printErr: () => undefined }));
			const module = await instance;
			try {
				return work(module);
			} catch {
				// The codecs throw numbers, C++ exceptions and traps alike; their texts are not for people.
				instance = null;
				return null;
			}
		},
	};
}

export interface RawPicture {
	readonly info: FrameInfo;
	readonly bytes: Uint8Array;
}

/** One frame through one new decoder; the bytes are copied out of the codec's heap before it is freed. */
export function decodeOnce<D extends WasmDecoder, T>(
	decoder: D,
	encoded: Uint8Array,
	look: (decoder: D, picture: RawPicture) => T,
): T {
	try {
		decoder.getEncodedBuffer(encoded.byteLength).set(encoded);
		decoder.decode();
		return look(decoder, { info: decoder.getFrameInfo(), bytes: new Uint8Array(decoder.getDecodedBuffer()) });
	} finally {
		decoder.delete();
	}
}
