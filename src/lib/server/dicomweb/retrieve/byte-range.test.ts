import { describe, expect, test } from 'vitest';
import { parseRange, rangeHeaders } from './byte-range.ts';

describe('byte ranges', () => {
	test.each([
		[null, { kind: 'whole' }],
		['bytes=0-9', { kind: 'part', from: 0, length: 10 }],
		['bytes=90-', { kind: 'part', from: 90, length: 10 }],
		['bytes=90-500', { kind: 'part', from: 90, length: 10 }],
		['bytes=-10', { kind: 'part', from: 90, length: 10 }],
		['bytes=-500', { kind: 'part', from: 0, length: 100 }],
		['bytes=100-', { kind: 'unsatisfiable' }],
		['bytes=-0', { kind: 'unsatisfiable' }],
		['bytes=9-3', { kind: 'whole' }],
		['bytes=0-1,5-6', { kind: 'whole' }],
		['pages=1-2', { kind: 'whole' }],
		['bytes=-', { kind: 'whole' }],
	])('%s of 100 bytes', (header, range) => {
		expect(parseRange(header, 100)).toEqual(range);
	});

	test('headers', () => {
		expect(rangeHeaders({ kind: 'part', from: 90, length: 10 }, 100)).toEqual({
			status: 206,
			headers: { 'accept-ranges': 'bytes', 'content-length': '10', 'content-range': 'bytes 90-99/100' },
		});
		expect(rangeHeaders({ kind: 'unsatisfiable' }, 100).status).toBe(416);
	});
});
