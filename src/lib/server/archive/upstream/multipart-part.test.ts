import { describe, expect, test } from 'vitest';
import { boundaryOf, readFirstPart } from './multipart-part.ts';

const encoder = new TextEncoder();

async function* inPieces(text: string, size: number): AsyncGenerator<Uint8Array> {
	const bytes = encoder.encode(text);
	for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(text: string, size: number, options: { contentType?: string; limit?: number } = {}) {
	const chunks: Uint8Array[] = [];
	const contentType = options.contentType ?? 'multipart/related; boundary=xyz';
	const source = { contentType, body: inPieces(text, size), limit: options.limit ?? 1000 };
	const result = await readFirstPart(source, async (bytes) => void chunks.push(bytes));
	return result.ok ? Buffer.concat(chunks).toString('utf8') : result.reason;
}

const plain = '--xyz\r\nContent-Type: application/dicom\r\n\r\nDATA\r\n-- not yet --xy\r\n--xyz--\r\n';

describe('the first part', () => {
	test.each([1, 2, 7, 1000])('in pieces of %i bytes', async (size) => {
		expect(await read(plain, size)).toBe('DATA\r\n-- not yet --xy');
	});
	test('after a preamble', async () => {
		expect(await read(`preamble\r\n${plain}`, 5)).toBe('DATA\r\n-- not yet --xy');
	});
	test('of two', async () => {
		expect(await read('--xyz\r\na: b\r\n\r\none\r\n--xyz\r\na: b\r\n\r\ntwo\r\n--xyz--', 3)).toBe('one');
	});
	test('that is all there is, without multipart', async () => {
		expect(await read('DICM', 3, { contentType: 'application/dicom' })).toBe('DICM');
	});
	test('cut short', async () => {
		expect(await read(plain.slice(0, 50), 9)).toBe('unfinished');
	});
	test('over the limit', async () => {
		expect(await read(plain, 4, { limit: 5 })).toBe('too-large');
	});
	test('without an end of its header', async () => {
		expect(await read(`--xyz\r\n${'x'.repeat(40_000)}`, 4096)).toBe('no-part');
	});
});

test.each([
	['multipart/related; boundary=abc', 'abc'],
	['multipart/related; type="application/dicom"; boundary="a b:c"', 'a b:c'],
	['Multipart/Related;type="application/octet-stream; transfer-syntax=1.2";Boundary=q-1;x=y', 'q-1'],
	['multipart/related', null],
	['application/dicom; boundary=abc', null],
])('boundary of %s', (contentType, boundary) => {
	expect(boundaryOf(contentType)).toBe(boundary);
});
