import { describe, expect, it } from 'vitest';
import { laneTarget } from './lane-target.ts';

const frame = '/api/studies/1.2/instances/1.3/frames/1';
const series = '/dicom-web/studies/1.2/series/1.4';
const target = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
	laneTarget({ url, headers, method });

describe('the lane takes', () => {
	it.each([
		[frame, 'frame'],
		[`${frame}?v=00`, 'frame'],
		[`${frame}/preview?size=100`, 'preview'],
		[`${series}/instances/1.3/frames/2`, 'dicomweb'],
		[`${series}/metadata`, 'dicomweb'],
	])('%s', (url, kind) => {
		expect(target(url)).toMatchObject({ kind, study: '1.2' });
	});
});

describe('threat-2: the lane leaves alone', () => {
	it.each([
		['/api/studies/1.2/manifest'],
		[frame.replace('1.2', '1%2E2')],
		[frame.replace('1.2', '../1.2')],
		[frame.replace('1.2', '1..2')],
		[`${frame}/`],
		[`${frame}/preview/x`],
		[`/${frame}`],
		['/dicom-web/studies/1.2/metadata'],
		[`${series}/instances/1.3/metadata`],
		[`${series}/instances/1.3/frames/1,2`],
		[`${series}/instances/1.3/frames/1/rendered`],
		[`${series}/../metadata`],
		[`${frame}?${'v'.repeat(2000)}`],
	])('%s', (url) => {
		expect(target(url)).toBeNull();
	});

	it('other verbs, parts, conditions on parts, bodies and people who look at an address', () => {
		for (const method of ['HEAD', 'POST', 'OPTIONS', 'DELETE']) expect(target(frame, {}, method)).toBeNull();
		for (const headers of [
			{ range: 'bytes=0-9' },
			{ 'if-range': '"x"' },
			{ 'content-length': '1' },
			{ 'transfer-encoding': 'chunked' },
			{ accept: 'text/html,*/*' },
		])
			expect(target(frame, headers)).toBeNull();
	});
});
