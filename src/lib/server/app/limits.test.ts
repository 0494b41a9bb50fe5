import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/access/principal.ts';
import { createLimits, kindOf } from './limits.ts';

const guest = (sessionId: string): Principal => ({
	kind: 'guest',
	sessionId,
	grants: [],
	expiresAt: 1,
	device: 'unproved',
});
const anonymous: Principal = { kind: 'anonymous' };
const search = { path: '/api/worklist/search', method: 'POST', address: '192.0.2.1' };

async function passed(times: number, ask: () => Promise<{ pass: boolean }>): Promise<number> {
	let count = 0;
	for (let n = 0; n < times; n++) if ((await ask()).pass) count++;
	return count;
}

describe('limits', () => {
	it.each([
		['GET', '/api/studies/1.2/instances/1.3/frames/1', 'pictures'],
		['GET', '/api/studies/1.2/instances/1.3/frames/1/preview', 'pictures'],
		['GET', '/api/studies/1.2/instances/1.3/overlays/6000/1', 'pictures'],
		['GET', '/dicom-web/studies/1.2/series/1.3/instances/1.4/frames/1', 'pictures'],
		['GET', '/dicom-web/studies/1.2/metadata', 'pictures'],
		['GET', '/dicom-web/studies', 'search'],
		['GET', '/dicom-web/studies/1.2/series', 'search'],
		['GET', '/dicom-web/instances', 'search'],
		['POST', '/dicom-web/studies', 'change'],
		['POST', '/api/oversight/trail', 'search'],
		['POST', '/api/worklist/search', 'search'],
		['PATCH', '/api/uploads/x', 'change'],
		['DELETE', '/api/session', 'change'],
		['GET', '/studies/1.2', 'other'],
		['GET', '/whatever', 'other'],
	] as const)('%s %s is counted as %s', (method, path, kind) => {
		expect(kindOf({ method, path })).toBe(kind);
	});

	it('stops one person who searches too often, says when to come back, and nobody else', async () => {
		const limits = createLimits(1);
		expect(await passed(260, () => limits.afterSignIn(guest('A'), search))).toBe(240);
		expect(await limits.afterSignIn(guest('A'), search)).toMatchObject({ pass: false });
		const no = await limits.afterSignIn(guest('A'), search);
		expect(no.pass ? 0 : no.retryAfterSeconds).toBeGreaterThan(0);
		expect(no.pass ? 0 : no.retryAfterSeconds).toBeLessThanOrEqual(60);
		expect((await limits.afterSignIn(guest('B'), search)).pass).toBe(true);
		const frame = { ...search, method: 'GET', path: '/api/studies/1/instances/2/frames/1' };
		expect(await passed(1000, () => limits.afterSignIn(guest('A'), frame))).toBe(1000);
	});

	it('threat-8: tries to sign in are bounded for one address and for all', async () => {
		const limits = createLimits(1);
		expect(await passed(400, () => limits.beforeSignIn('/sign-in/callback', '192.0.2.1'))).toBe(300);
		let all = 300;
		for (let n = 2; n < 40; n++)
			all += await passed(100, () => limits.beforeSignIn('/idp/interaction/x', `192.0.2.${n}`));
		expect(all).toBe(3000);
		expect((await limits.beforeSignIn('/studies/1', '192.0.2.1')).pass).toBe(true);
	});

	it('counts strangers by their address, and leaves the watchers of the machine alone', async () => {
		const limits = createLimits(1);
		expect(await passed(310, () => limits.afterSignIn(anonymous, search))).toBe(300);
		expect((await limits.afterSignIn(anonymous, { ...search, address: '192.0.2.2' })).pass).toBe(true);
		const health = { ...search, path: '/health' };
		expect(await passed(5000, () => limits.afterSignIn(anonymous, health))).toBe(5000);
	});

	it('gives a stream back once, and only so many at a time', () => {
		const limits = createLimits(1);
		const given = Array.from({ length: 24 }, () => limits.openStream(guest('A')));
		expect(given.every((each) => each !== null)).toBe(true);
		expect(limits.openStream(guest('A'))).toBeNull();
		expect(limits.openStream(guest('B'))).not.toBeNull();
		given[0]?.();
		given[0]?.();
		expect(limits.openStream(guest('A'))).not.toBeNull();
		expect(limits.openStream(guest('A'))).toBeNull();
	});

	it('multiplies', async () => {
		const limits = createLimits(2);
		expect(await passed(500, () => limits.afterSignIn(guest('A'), search))).toBe(480);
	});
});
