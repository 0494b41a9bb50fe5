import type { FrameBytes } from '#lib/server/pixels/frame/frame-bytes.ts';

/** A 1-bit frame that begins inside a byte (PS3.5 8.1.1), moved so that its first pixel is the lowest bit of the first byte. */
export function alignedBits({ bytes, skipBits }: Pick<FrameBytes, 'bytes' | 'skipBits'>): Uint8Array {
	if (skipBits === 0) return bytes;
	return bytes.map((byte, index) => (byte >> skipBits) | ((bytes[index + 1] ?? 0) << (8 - skipBits)));
}
