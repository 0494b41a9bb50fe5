/** Bytes at rest anywhere: a file, memory, an HTTP answer already stored. Lengths and offsets in bytes. */
export interface ByteSource {
	readonly size: number;
	/** At most `length` bytes from `offset`; fewer only at the end of the source. Throws on an I/O error. */
	read(offset: number, length: number): Promise<Uint8Array>;
}

export function bytesInMemory(bytes: Uint8Array): ByteSource {
	return {
		size: bytes.byteLength,
		read: async (offset, length) => bytes.subarray(offset, Math.min(offset + length, bytes.byteLength)),
	};
}

export function toHex(bytes: Uint8Array): string {
	let out = '';
	for (const byte of bytes) out += byte.toString(16).padStart(2, '0');
	return out;
}
