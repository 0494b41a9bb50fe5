import { describe, expect, it } from 'vitest';
import encoderFactory from '@cornerstonejs/codec-charls/wasmjs';
import { decodeJpegLs, storedOfJpegLs, unsignedForJpegLs } from './jpeg-ls.ts';

const { JpegLSEncoder } = await encoderFactory();
const most = 1_000_000;

/** By CharLS: another library, another language. */
function encoded(values: Uint16Array, columns: number, bits: number): Uint8Array {
	const encoder = new JpegLSEncoder();
	const info = { width: columns, height: values.length / columns, bitsPerSample: bits, componentCount: 1 };
	const bytes = bits <= 8 ? Uint8Array.from(values) : new Uint8Array(values.buffer);
	encoder.getDecodedBuffer({ ...info, isSigned: false }).set(bytes);
	encoder.setNearLossless(0);
	encoder.encode();
	const out = encoder.getEncodedBuffer().slice();
	encoder.delete();
	return out;
}

/** Reproducible; the same on every machine. */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

type Shape = (x: number, y: number, next: () => number, top: number) => number;
const shapes: Record<string, Shape> = {
	noise: (_x, _y, next, top) => next() * top,
	flat: (_x, _y, _next, top) => top,
	runs: (x, y, next, top) => (next() < 0.03 ? next() * top : (Math.floor(x / 37) + Math.floor(y / 5)) % 2),
	slope: (x, y, next, top) => Math.min(top, x * 7 + y * 3 + next() * 4),
	edges: (x, y, _next, top) => ((x ^ y) & 8 ? top : 0),
	dots: (_x, _y, next, top) => (next() < 0.002 ? top : 5),
};

function picture(
	shape: Shape,
	[columns, rows]: readonly [number, number],
	bits: number,
): Uint16Array<ArrayBuffer> {
	const next = random(columns * 31 + rows * 7 + bits);
	const top = 2 ** bits - 1;
	return Uint16Array.from({ length: columns * rows }, (_, i) =>
		Math.min(top, Math.max(0, Math.floor(shape(i % columns, Math.floor(i / columns), next, top)))),
	);
}

describe('lossless JPEG-LS', () => {
	const sizes = [
		[64, 64],
		[1, 1],
		[1, 40],
		[40, 1],
		[513, 17],
		[3, 200],
	] as const;
	it.each(Object.keys(shapes))('gives back what CharLS was told: %s', (name) => {
		for (const bits of [2, 3, 5, 7, 8, 9, 10, 12, 14, 15, 16]) {
			for (const size of sizes) {
				const values = picture(shapes[name]!, size, bits);
				const got = decodeJpegLs(encoded(values, size[0], bits), most);
				const told = `${name} ${size[0]}x${size[1]} of ${bits} bits`;
				expect(got === null ? null : [got.columns, got.rows, got.bits], told).toEqual([...size, bits]);
				expect(Buffer.compare(Buffer.from(got!.values.buffer), Buffer.from(values.buffer)), told).toBe(0);
			}
		}
	});

	it('lets signed values down again', () => {
		for (const [dtype, bits, array] of [
			['int16', 12, Int16Array],
			['int16', 16, Int16Array],
			['int8', 8, Int8Array],
		] as const) {
			const half = 2 ** (bits - 1);
			const stored = new array(300).map((_, i) => ((i * 7919) % (2 * half)) - half);
			const lifted = unsignedForJpegLs(stored, { bits, signed: true });
			const got = decodeJpegLs(encoded(lifted, 20, bits), most);
			expect(storedOfJpegLs(got!, dtype)).toEqual(stored);
		}
	});

	it('refuses what is cut, what is not of its kind and what is too large', () => {
		const whole = encoded(picture(shapes['slope']!, [64, 64], 12), 64, 12);
		for (let cut = 0; cut < whole.length; cut += 7)
			expect(decodeJpegLs(whole.subarray(0, cut), most)).toBe(null);
		expect(decodeJpegLs(whole, 64 * 64 - 1)).toBe(null);
		const near = whole.slice();
		near[near.indexOf(0xda) + 6] = 1;
		expect(decodeJpegLs(near, most)).toBe(null);
	});

	it('ends on whatever it is fed', () => {
		const whole = encoded(picture(shapes['runs']!, [64, 64], 12), 64, 12);
		const next = random(5);
		for (let trial = 0; trial < 400; trial++) {
			const bytes = whole.slice();
			for (let i = 0; i < 4; i++) bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
			const got = decodeJpegLs(bytes, most);
			if (got !== null) expect(got.values.length).toBe(got.columns * got.rows);
		}
	});
});
