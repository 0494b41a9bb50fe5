import { describe, expect, it } from 'vitest';
import type { Principal } from '#lib/access/decide.ts';
import { LiveHub } from '#lib/server/live/live-hub.ts';
import { Passes, longestPass, passKey } from './passes.ts';
import type { Moment } from './passes.ts';

const service = (expiresAt = 1e12): Principal => ({
	...{ kind: 'service', tokenId: 'T', name: 'ward', hospital: null },
	...{ scopes: ['read'], expiresAt, revokedAt: null },
});

function book() {
	const state = { mark: 1, now: 1000 };
	const live = new LiveHub();
	const passes = new Passes({ live, clock: () => state.now, changeMark: () => state.mark });
	const now = (): Moment => {
		const moment = passes.now();
		if (moment === null) throw new Error('nothing may be remembered');
		return moment;
	};
	return { state, live, passes, now, find: (key = 'k') => passes.find(key, now()) };
}

describe('threat-6: a pass', () => {
	it('is for that caller and that study', () => {
		const { passes, now, find } = book();
		passes.keep('k', service(), now());
		expect(find()).toEqual(service());
		expect(find('other')).toBeNull();
	});

	it('ends with a commit by anybody', () => {
		const { state, passes, now, find } = book();
		passes.keep('k', service(), now());
		state.mark = 2;
		expect(find()).toBeNull();
	});

	it('ends with a signal', () => {
		const { live, passes, now, find } = book();
		passes.keep('k', service(), now());
		live.tell({ kind: 'rights-changed', study: '1.2.3' });
		expect(find()).toBeNull();
	});

	it('is not given by a judgement that a commit or a signal overtook', () => {
		const { state, live, passes, now, find } = book();
		const since = now();
		state.mark = 2;
		passes.keep('k', service(), since);
		expect(find()).toBeNull();
		const later = now();
		live.tell({ kind: 'session-changed', session: 'S' });
		passes.keep('k', service(), later);
		expect(find()).toBeNull();
	});

	it('ends after a second, when the session does, and when the clock goes back', () => {
		const { state, passes, now, find } = book();
		passes.keep('k', service(), now());
		state.now += longestPass - 1;
		expect(find()).not.toBeNull();
		state.now += 1;
		expect(find()).toBeNull();
		passes.keep('k', service(state.now + 10), now());
		state.now += 10;
		expect(find()).toBeNull();
		passes.keep('k', service(), now());
		state.now -= 1;
		expect(find()).toBeNull();
	});

	it('is not given where the database cannot tell of commits', () => {
		const passes = new Passes({ live: new LiveHub(), clock: () => 1, changeMark: null });
		expect(passes.now()).toBeNull();
	});

	it('is told apart by everything that says who asks, and holds no token', () => {
		const one = { authorization: null, session: 'guest', staff: undefined, agent: 'a', study: null };
		const others = [
			{ ...one, session: 'other' },
			{ ...one, staff: 'staff' },
			{ ...one, agent: null },
			{ ...one, authorization: 'Bearer x' },
			{ ...one, session: undefined, staff: 'guest' },
		];
		const keys = [one, ...others].map(passKey);
		expect(new Set(keys).size).toBe(keys.length);
		expect(keys.join()).not.toContain('guest');
	});
});
