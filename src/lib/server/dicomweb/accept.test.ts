import { describe, expect, test } from 'vitest';
import { negotiate, parseAccept } from './accept.ts';
import type { Offer } from './accept.ts';
import { parseMediaType } from './media-type.ts';

const explicitLe = '1.2.840.10008.1.2.1';
const j2k = '1.2.840.10008.1.2.4.90';

/** Frames of an instance stored as JPEG 2000. */
const offers: readonly (Offer & { name: string })[] = [
	{
		name: 'raw',
		type: 'application/octet-stream',
		multipart: true,
		transferSyntax: explicitLe,
		stored: false,
		defaultForType: true,
	},
	{
		name: 'stored',
		type: 'application/octet-stream',
		multipart: true,
		transferSyntax: j2k,
		stored: true,
		defaultForType: false,
	},
	{
		name: 'jp2',
		type: 'image/jp2',
		multipart: true,
		transferSyntax: j2k,
		stored: true,
		defaultForType: true,
	},
	{
		name: 'raw-single',
		type: 'application/octet-stream',
		multipart: false,
		transferSyntax: explicitLe,
		stored: false,
		defaultForType: true,
	},
	{
		name: 'jp2-single',
		type: 'image/jp2',
		multipart: false,
		transferSyntax: j2k,
		stored: true,
		defaultForType: true,
	},
];

function choose(accept: string | null, query?: string): string | null {
	const url = new URL('http://localhost/x');
	if (query !== undefined) url.searchParams.set('accept', query);
	const headers = new Headers(accept === null ? {} : { accept });
	return negotiate(parseAccept(url, headers), offers)?.name ?? null;
}

describe('accept', () => {
	test.each([
		[null, 'raw'],
		['*/*', 'raw'],
		['multipart/related', 'raw'],
		['multipart/related; type="application/octet-stream"', 'raw'],
		['multipart/related; type=application/octet-stream', 'raw'],
		['multipart/related; type="application/octet-stream"; transfer-syntax=*', 'stored'],
		[`multipart/related; type="application/octet-stream"; transfer-syntax=${explicitLe}`, 'raw'],
		[`multipart/related; type="application/octet-stream"; transfer-syntax="${j2k}"`, 'stored'],
		['multipart/related; type="application/octet-stream; transfer-syntax=*"', 'stored'],
		['multipart/related; type="image/jp2"', 'jp2'],
		['multipart/related; type="image/*"', 'jp2'],
		['multipart/related; type="image/jls", multipart/related; type="image/jp2"; q=0.5', 'jp2'],
		[
			'multipart/related; type="image/jp2"; q=0.2, multipart/related; type="application/octet-stream"; q=0.9',
			'raw',
		],
		['*/*, image/jp2', 'jp2-single'],
		['application/octet-stream', 'raw-single'],
		['application/octet-stream; transfer-syntax=*', 'raw-single'],
		['IMAGE/JP2', 'jp2-single'],
		['multipart/related; type="application/octet-stream"; q=0, */*;q=0.1', 'jp2'],
		['image/gif', null],
		['multipart/related; type="image/gif"', null],
		['multipart/related; type="application/octet-stream"; transfer-syntax=1.2.840.10008.1.2.4.70', null],
		['application/dicom+json', null],
		['nonsense', null],
		['*/*;q=0', null],
	])('%s -> %s', (accept, name) => {
		expect(choose(accept)).toBe(name);
	});

	test('the query parameter wins, with a plus that became a space', () => {
		expect(choose('image/gif', 'image/jp2')).toBe('jp2-single');
		expect(parseMediaType('application/dicom json')?.type).toBe('application/dicom+json');
	});

	test('quoted separators and escapes', () => {
		const media = parseMediaType('multipart/related; type="application/dicom"; boundary="a;b,\\"c"');
		expect(media?.parameters.get('boundary')).toBe('a;b,"c');
	});

	test('overlong headers are nothing', () => {
		expect(parseMediaType(`a/b; x=${'y'.repeat(5000)}`)).toBe(null);
	});
});
