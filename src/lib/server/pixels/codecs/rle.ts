/** RLE Lossless (PS3.5 annex G): own decoder, since the runs are simple and every library here forgives too much. */
import { ok } from '#lib/base/result.ts';
import type { DecodeResult } from '../frame/decoded.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import { integerType, viewAs } from '../frame/samples.ts';

export function decodeRle(bytes: Uint8Array, header: PixelHeader): DecodeResult {
	const pixels = header.rows * header.columns;
	const cellBytes = header.bitsAllocated / 8;
	const segments = header.samples * cellBytes;
	if (bytes.byteLength < 64) return refuse('codestream-truncated');
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (view.getUint32(0, true) !== segments)
		return refuse('codestream-differs-from-header', `${view.getUint32(0, true)}/${segments}`);

	const starts: number[] = [];
	for (let i = 0; i < segments; i++) starts.push(view.getUint32(4 + i * 4, true));
	starts.push(bytes.byteLength);
	if (starts[0] !== 64) return refuse('rle-damaged', 'table');
	const out = new Uint8Array(pixels * segments);
	for (let segment = 0; segment < segments; segment++) {
		const from = starts[segment] ?? 0;
		const to = starts[segment + 1] ?? 0;
		if (from >= to || to > bytes.byteLength) return refuse('rle-damaged', 'table');
		// Segments go sample by sample, most significant byte first; cells are little-endian, samples side by side.
		const sample = Math.floor(segment / cellBytes);
		const byte = cellBytes - 1 - (segment % cellBytes);
		const target = { out, first: sample * cellBytes + byte, step: segments, count: pixels };
		if (!unpackSegment(bytes.subarray(from, to), target))
			return refuse('rle-damaged', `segment ${segment + 1}`);
	}
	const bits = header.bitsAllocated === 8 ? 8 : header.bitsAllocated === 16 ? 16 : 32;
	return ok({
		samples: viewAs(integerType(bits, false), out),
		precision: bits,
		signed: null,
		colour: 'as-header',
		lossy: false,
	});
}

interface Target {
	readonly out: Uint8Array;
	readonly first: number;
	readonly step: number;
	readonly count: number;
}

/** False unless the runs give exactly the bytes of one plane, with nothing but padding after them. */
function unpackSegment(source: Uint8Array, { out, first, step, count }: Target): boolean {
	let at = 0;
	let done = 0;
	let to = first;
	while (done < count) {
		const control = source[at++];
		if (control === undefined) return false;
		if (control === 128) continue;
		const run = control < 128 ? control + 1 : 257 - control;
		if (done + run > count) return false;
		if (control < 128) {
			if (at + run > source.byteLength) return false;
			for (let i = 0; i < run; i++, to += step) out[to] = source[at + i] ?? 0;
			at += run;
		} else {
			const value = source[at++];
			if (value === undefined) return false;
			for (let i = 0; i < run; i++, to += step) out[to] = value;
		}
		done += run;
	}
	for (; at < source.byteLength; at++) {
		if (source[at] !== 0 && source[at] !== 128) return false;
	}
	return true;
}
