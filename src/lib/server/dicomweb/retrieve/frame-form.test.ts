import { describe, expect, test } from 'vitest';
import { negotiate } from '../accept.ts';
import type { Wish } from '../accept.ts';
import { derivedSyntax, frameOffers } from './frame-form.ts';

const wish = (type: string, transferSyntax: string | null, multipart = true): Wish => ({
	type,
	transferSyntax,
	multipart,
	quality: 1,
});
const jpegLs = '1.2.840.10008.1.2.4.80';
const le = '1.2.840.10008.1.2.1';

describe('forms of a frame', () => {
	test.each([
		[wish('application/octet-stream', null), 'values', le],
		[wish('application/octet-stream', le), 'values', le],
		[wish('application/octet-stream', '*'), 'stored', jpegLs],
		[wish('application/octet-stream', jpegLs), 'stored', jpegLs],
		[wish('image/jls', null), 'stored', jpegLs],
		[wish('image/jls', null, false), 'stored', jpegLs],
		[wish('image/jphc', null), 'derived', derivedSyntax],
		[wish('application/octet-stream', derivedSyntax), 'derived', derivedSyntax],
		[wish('image/jp2', null), null, null],
		[wish('application/octet-stream', '1.2.840.10008.1.2'), null, null],
	])('of JPEG-LS: %o', (asked, form, syntax) => {
		const offer = negotiate([asked], frameOffers('encapsulated', jpegLs, true));
		expect(offer?.form ?? null).toBe(form);
		expect(offer?.transferSyntax ?? null).toBe(syntax);
	});

	test('native frames are plain values under any wish for what is stored', () => {
		const offers = frameOffers('native', '1.2.840.10008.1.2', false);
		expect(negotiate([wish('application/octet-stream', '*')], offers)?.transferSyntax).toBe(le);
		expect(negotiate([wish('application/octet-stream', null, false)], offers)).toBe(null);
	});
});
