/**
 * A font as its tables lie in a WOFF 1.0 file (W3C WOFF 1.0, sections 3 to 5), put back into the form that typesetting wants
 * (OpenType "sfnt"). Fonts come to us as they are made for browsers.
 */
import { inflateSync } from 'node:zlib';

const signature = 0x774f4646; // wOFF
const headBytes = 44;
const entryBytes = 20;

export function sfntOf(woff: Uint8Array): Uint8Array {
	const from = new DataView(woff.buffer, woff.byteOffset, woff.byteLength);
	if (from.getUint32(0) !== signature) throw new TypeError('not a WOFF 1.0 font');
	const flavor = from.getUint32(4);
	const count = from.getUint16(12);
	const tables = Array.from({ length: count }, (_, i) => {
		const at = headBytes + i * entryBytes;
		const [offset, packed, length] = [
			from.getUint32(at + 4),
			from.getUint32(at + 8),
			from.getUint32(at + 12),
		];
		const bytes = woff.subarray(offset, offset + packed);
		// Kept as it is where packing would not have made it smaller.
		return {
			tag: from.getUint32(at),
			sum: from.getUint32(at + 16),
			bytes: packed < length ? new Uint8Array(inflateSync(bytes)) : bytes,
		};
	});
	const start = 12 + count * 16;
	const size = tables.reduce((sum, { bytes }) => sum + padded(bytes.length), start);
	const out = new Uint8Array(size);
	const to = new DataView(out.buffer);
	const most = 2 ** Math.floor(Math.log2(count));
	to.setUint32(0, flavor);
	to.setUint16(4, count);
	to.setUint16(6, most * 16);
	to.setUint16(8, Math.log2(most));
	to.setUint16(10, count * 16 - most * 16);
	let offset = start;
	tables.forEach(({ tag, sum, bytes }, i) => {
		to.setUint32(12 + i * 16, tag);
		to.setUint32(16 + i * 16, sum);
		to.setUint32(20 + i * 16, offset);
		to.setUint32(24 + i * 16, bytes.length);
		out.set(bytes, offset);
		offset += padded(bytes.length);
	});
	return out;
}

function padded(length: number): number {
	return (length + 3) & ~3;
}
