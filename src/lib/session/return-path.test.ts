import { describe, expect, it } from 'vitest';
import { returnPath, signInAddress } from './return-path.ts';

describe('returnPath', () => {
	it.each(['/worklist', '/studies/1.2.3?series=1.2.4#x', '/links/ก', '/sign-in-help'])('keeps %s', (path) => {
		expect(returnPath(path)).toBe(new URL(path, 'http://h').href.slice('http://h'.length));
	});

	it.each([
		null,
		'',
		'worklist',
		'//evil.example',
		'/\\evil.example',
		'/a\\..\\b',
		'https://evil.example/',
		'javascript:alert(1)',
		'/\t/evil.example',
		'/\n/evil.example',
		'/sign-in?returnTo=/',
		'/locked',
		'/api/session',
		'/s#secret',
		`/${'a'.repeat(2001)}`,
	])('threat-5: leads nowhere else: %j', (text) => {
		expect(returnPath(text)).toBeNull();
	});

	it('carries the whole address', () => {
		const address = new URL(signInAddress('/studies/1.2.3?a=b&c=d', true), 'http://h');
		expect(address.searchParams.get('returnTo')).toBe('/studies/1.2.3?a=b&c=d');
		expect(address.searchParams.get('prove')).toBe('1');
	});
});
