/** Where the bytes of one frame lie, native or encapsulated, read without loading the others. */
import type { Part10, PixelData } from '#lib/dicom/part10/part10.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { maxFrameBytes, nativeFrameBytes } from './pixel-header.ts';
import type { PixelHeader } from './pixel-header.ts';

export interface FrameBytes {
	readonly bytes: Uint8Array;
	/** Bits to skip before the first pixel: 1-bit frames follow each other without padding (PS3.5 8.1.1). */
	readonly skipBits: number;
	/** Set when the frame is one unbroken run of the file: then it can be served from there. */
	readonly place: { readonly offset: number; readonly length: number } | null;
}

/** `frame` counts from 0. */
export async function readFrameBytes(
	part10: Part10,
	header: PixelHeader,
	frame: number,
): Promise<Result<FrameBytes, PixelRefusal>> {
	const data = part10.pixelData;
	if (data === null) return refuse('no-pixel-data');
	if (frame < 0 || frame >= header.frames) return refuse('frame-missing');
	return data.kind === 'native'
		? readNative(part10, header, data, frame)
		: readFragments(part10, data, frame);
}

async function readNative(
	part10: Part10,
	header: PixelHeader,
	data: Extract<PixelData, { kind: 'native' }>,
	frame: number,
): Promise<Result<FrameBytes, PixelRefusal>> {
	if (header.family !== 'native') return refuse('codestream-other-format', 'native');
	const frameBits = nativeFrameBytes(header) * 8;
	const firstBit = frame * frameBits;
	const start = Math.floor(firstBit / 8);
	const end = Math.ceil((firstBit + frameBits) / 8);
	if (end > data.place.length) return refuse('pixel-data-truncated', `${data.place.length}/${end}`);

	// Big-endian OW holds bytes swapped in pairs, counted from the start of the element (PS3.5 annex D.2): read whole pairs.
	const swapPairs = data.bigEndian && data.vr === 'OW' && header.bitsAllocated <= 8;
	const from = swapPairs ? start - (start % 2) : start;
	const to = swapPairs ? Math.min(end + (end % 2), data.place.length) : end;
	const read = await part10.bytes.read(data.place.offset + from, to - from);
	if (read.byteLength < to - from) return refuse('pixel-data-truncated', `${read.byteLength}/${to - from}`);
	const whole = swapPairs
		? swapped(read, 2)
		: data.bigEndian && header.bitsAllocated > 8
			? swapped(read, header.bitsAllocated / 8)
			: read;
	return ok({ bytes: whole.subarray(start - from, end - from), skipBits: firstBit % 8, place: null });
}

async function readFragments(
	part10: Part10,
	data: Extract<PixelData, { kind: 'encapsulated' }>,
	frame: number,
): Promise<Result<FrameBytes, PixelRefusal>> {
	const fragments = data.frames[frame];
	if (fragments === undefined) return refuse('frame-missing', String(frame + 1));
	const total = fragments.reduce((sum, fragment) => sum + fragment.length, 0);
	if (total === 0) return refuse('frame-empty', String(frame + 1));
	if (total > maxFrameBytes) return refuse('frame-too-large', String(total));
	const parts: Uint8Array[] = [];
	for (const fragment of fragments) {
		const part = await part10.bytes.read(fragment.offset, fragment.length);
		if (part.byteLength < fragment.length)
			return refuse('pixel-data-truncated', `${part.byteLength}/${fragment.length}`);
		parts.push(part);
	}
	const [only] = parts;
	const [fragment] = fragments;
	if (parts.length === 1 && only !== undefined && fragment !== undefined) {
		return ok({ bytes: only, skipBits: 0, place: { offset: fragment.offset, length: fragment.length } });
	}
	const joined = new Uint8Array(total);
	let at = 0;
	for (const part of parts) {
		joined.set(part, at);
		at += part.byteLength;
	}
	return ok({ bytes: joined, skipBits: 0, place: null });
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
	const out = bytes.slice();
	const even = out.subarray(0, out.byteLength - (out.byteLength % size));
	for (let at = 0; at < even.byteLength; at += size) even.subarray(at, at + size).reverse();
	return out;
}
