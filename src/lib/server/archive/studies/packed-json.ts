/** JSON columns that are wide and read seldom: zstd, level 3 (about a tenth of the size at 200 MB/s). */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** No header of ours comes near it; a damaged row must not fill the memory. */
const maxUnpacked = 256 * 1024 * 1024;

export function packJson(value: unknown): Uint8Array {
	return zstdCompressSync(Buffer.from(JSON.stringify(value), 'utf8'));
}

export function unpackJson(bytes: Uint8Array): unknown {
	return JSON.parse(zstdDecompressSync(bytes, { maxOutputLength: maxUnpacked }).toString('utf8'));
}
