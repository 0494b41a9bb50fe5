import { describe, expect, test } from 'vitest';
import { MultipartParser, multipartLimits } from './multipart-parser.ts';
import type { MultipartLimits, MultipartReason } from './multipart-parser.ts';

interface Got {
	parts: { headers: Record<string, string>; body: string }[];
	reason: MultipartReason | null;
}

function parse(
	chunks: readonly Uint8Array[],
	boundary: string,
	limits: MultipartLimits = multipartLimits,
): Got {
	const parser = new MultipartParser(boundary, limits);
	const parts: Got['parts'] = [];
	let open: { headers: Record<string, string>; pieces: Buffer[] } | null = null;
	for (const chunk of chunks) {
		const own = Uint8Array.from(chunk);
		for (const event of parser.push(own)) {
			if (event.kind === 'part') open = { headers: Object.fromEntries(event.headers), pieces: [] };
			else if (event.kind === 'data') open!.pieces.push(Buffer.from(event.bytes));
			else parts.push({ headers: open!.headers, body: Buffer.concat(open!.pieces).toString('latin1') });
		}
		// The caller may reuse its buffer.
		own.fill(0xff);
	}
	return { parts, reason: parser.finish() };
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const whole = (text: string, boundary = 'b'): Got => parse([bytes(text)], boundary);

describe('multipart parser', () => {
	test('two parts with headers, the last line end belongs to the delimiter', () => {
		const got = whole(
			'--b\r\nContent-Type: application/dicom\r\nContent-Location: /x\r\n\r\none\r\n\r\n--b\r\nA: 1\r\n\r\ntwo\r\n--b--\r\n',
		);
		expect(got).toEqual({
			parts: [
				{ headers: { 'content-type': 'application/dicom', 'content-location': '/x' }, body: 'one\r\n' },
				{ headers: { a: '1' }, body: 'two' },
			],
			reason: null,
		});
	});

	test.each([
		['text before the first delimiter', 'hello\r\n--b\r\n\r\nx\r\n--b--'],
		['no line end before the first delimiter, none after the last', '--b\r\n\r\nx\r\n--b--'],
		['a leading empty line', '\r\n--b\r\n\r\nx\r\n--b--\r\nepilogue --b'],
		['bare line feeds', '--b\n\nx\n--b--\n'],
		['blanks after the delimiter', '--b \t\r\n\r\nx\r\n--b--'],
		['missing closing dashes', '--b\r\n\r\nx\r\n--b\r\n'],
	])('tolerates %s', (_, text) => {
		expect(whole(text)).toEqual({ parts: [{ headers: {}, body: 'x' }], reason: null });
	});

	test('a longer boundary in the data is data', () => {
		const got = whole('--b\r\n\r\nx\r\n--bc\r\n--b-\r\n--b--');
		expect(got.parts).toEqual([{ headers: {}, body: 'x\r\n--bc\r\n--b-' }]);
	});

	test('empty parts', () => {
		const got = whole('--b\r\nA: 1\r\n\r\n\r\n--b\r\nA: 2\r\n\r\n--b--');
		expect(got).toEqual({
			parts: [
				{ headers: { a: '1' }, body: '' },
				{ headers: { a: '2' }, body: '' },
			],
			reason: null,
		});
	});

	test('a folded header', () => {
		const got = whole('--b\r\nContent-Type: application/dicom;\r\n\ttransfer-syntax=1.2\r\n\r\nx\r\n--b--');
		expect(got.parts[0]?.headers).toEqual({ 'content-type': 'application/dicom; transfer-syntax=1.2' });
	});

	test.each([
		['nothing', '', 'no-delimiter'],
		['no delimiter', 'x'.repeat(1000), 'no-delimiter'],
		['cut in the data', '--b\r\n\r\nxxx', 'truncated'],
		['cut in the delimiter', '--b\r\n\r\nxxx\r\n--b-', 'truncated'],
		['cut in the headers', '--b\r\nContent-Type: a', 'truncated'],
		['only the opening line', '--b\r\n', 'truncated'],
	])('refuses a body with %s', (_, text, reason) => {
		expect(whole(text)).toEqual({ parts: [], reason });
	});

	test('limits', () => {
		const limits = { preamble: 100, headers: 50, parts: 2 };
		expect(parse([bytes('y'.repeat(300))], 'b', limits).reason).toBe('no-delimiter');
		expect(parse([bytes(`--b\r\nA: ${'y'.repeat(60)}`)], 'b', limits).reason).toBe('headers-too-long');
		expect(parse([bytes(`--b\r\nA: ${'y'.repeat(60)}\r\n\r\n`)], 'b', limits).reason).toBe(
			'headers-too-long',
		);
		expect(parse([bytes('--b\r\n\r\nx\r\n'.repeat(3))], 'b', limits).reason).toBe('too-many-parts');
		expect(parse([bytes('--\r\n\r\nx')], '', limits).reason).toBe('bad-boundary');
		expect(parse([bytes('--\r\n\r\nx')], 'a\r\nb', limits).reason).toBe('bad-boundary');
	});
});

/** mulberry32: the same cases on every run. */
function random(seed: number): () => number {
	let a = seed;
	return () => {
		a = (a + 0x6d2b79f5) | 0;
		let t = Math.imul(a ^ (a >>> 15), 1 | a);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

describe('multipart parser, seeded', () => {
	// Bodies made of what delimiters are made of.
	const crumbs = ['\r', '\n', '\r\n', '-', '--', 'b', '--b', '\r\n--', '\r\n--b', '\n--bx', 'x', '\0', ' '];
	const pick = (next: () => number, most: number): string => {
		let text = '';
		for (let count = Math.floor(next() * most); count > 0; count -= 1) {
			text += crumbs[Math.floor(next() * crumbs.length)] ?? '';
		}
		return text;
	};
	const cut = (next: () => number, text: string): Uint8Array[] => {
		const chunks: Uint8Array[] = [];
		for (let at = 0; at < text.length;) {
			const length = 1 + Math.floor(next() * (next() < 0.5 ? 3 : 40));
			chunks.push(bytes(text.slice(at, at + length)));
			at += length;
		}
		return chunks;
	};

	test('what is written comes back, however it is cut (3000 cases)', () => {
		const next = random(1);
		for (let round = 0; round < 3000; round += 1) {
			const boundary = 'bQ7';
			const bodies = Array.from({ length: 1 + Math.floor(next() * 4) }, () => pick(next, 12));
			const text = bodies.map((body) => `--${boundary}\r\nContent-Type: a/b\r\n\r\n${body}\r\n`).join('');
			const got = parse(cut(next, `${text}--${boundary}--`), boundary);
			expect(got.reason).toBe(null);
			expect(got.parts.map((part) => part.body)).toEqual(bodies);
		}
	});

	test('any bytes: the cut never changes the outcome, nothing is invented (3000 cases)', () => {
		const next = random(2);
		for (let round = 0; round < 3000; round += 1) {
			const text = pick(next, 60);
			const once = whole(text);
			const pieces = parse(cut(next, text), 'b');
			expect(pieces).toEqual(once);
			const kept = once.parts.reduce((sum, part) => sum + part.body.length, 0);
			expect(kept).toBeLessThanOrEqual(text.length);
		}
	});

	test('a damaged message never loses the reason (1000 mutations)', () => {
		const next = random(3);
		const good = '--b\r\nContent-Type: application/dicom\r\n\r\nDATA\r\n--b\r\n\r\nMORE\r\n--b--\r\n';
		for (let round = 0; round < 1000; round += 1) {
			const raw = Buffer.from(good, 'latin1');
			for (let count = 0; count < 3; count += 1)
				raw[Math.floor(next() * raw.length)] = Math.floor(next() * 256);
			const got = parse([raw.subarray(0, Math.floor(next() * raw.length) + 1)], 'b');
			expect(got.parts.length).toBeLessThanOrEqual(3);
		}
	});
});
