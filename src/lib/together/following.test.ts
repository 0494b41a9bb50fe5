import { describe, expect, it } from 'vitest';
import { alone, follows } from './following.ts';
import type { Following, FollowEvent } from './following.ts';

const look = {} as Extract<FollowEvent, { kind: 'here' }>['look'];
const resting = (whom: number | null): FollowEvent => ({ kind: 'presenter', whom, resting: true });
const busy = (whom: number | null): FollowEvent => ({ kind: 'presenter', whom, resting: false });
const after = (...events: FollowEvent[]): Following => events.reduce(follows, alone);

describe('a presentation', () => {
	it('takes along who rests, and asks who is busy', () => {
		expect(after(resting(3))).toEqual({ kind: 'following', whom: 3, by: 'presentation' });
		expect(after(busy(3))).toEqual({ kind: 'free', offer: { kind: 'presents', whom: 3 } });
	});

	it('goes on with the next presenter, and ends with the last', () => {
		expect(after(resting(3), busy(5))).toEqual({ kind: 'following', whom: 5, by: 'presentation' });
		expect(after(resting(3), resting(null))).toEqual(alone);
		expect(after(busy(3), busy(null))).toEqual(alone);
	});

	it("doesn't take anybody from whom they chose", () => {
		expect(after({ kind: 'follow', whom: 1 }, resting(3))).toMatchObject({ whom: 1 });
		expect(after({ kind: 'follow', whom: 1 }, resting(null))).toMatchObject({ kind: 'following', whom: 1 });
	});
});

describe('the reader', () => {
	it('is free with any act of their own, and one tap away', () => {
		for (const kind of ['acted', 'leave'] as const)
			expect(after(resting(3), { kind })).toEqual({ kind: 'free', offer: { kind: 'left', whom: 3 } });
	});

	it('is not pulled back by a presenter who goes on', () => {
		expect(after(resting(3), { kind: 'acted' }, { kind: 'acted' })).toMatchObject({ kind: 'free' });
		expect(after(resting(3), { kind: 'acted' }, { kind: 'declined' })).toEqual(alone);
	});

	it('is offered a place without being moved there', () => {
		expect(after({ kind: 'here', whom: 2, look })).toEqual({
			kind: 'free',
			offer: { kind: 'here', whom: 2, look },
		});
		expect(after({ kind: 'follow', whom: 1 }, { kind: 'here', whom: 2, look })).toMatchObject({ whom: 1 });
	});

	it('follows nobody who has left', () => {
		expect(after({ kind: 'follow', whom: 1 }, { kind: 'gone', whom: 1 })).toEqual(alone);
		expect(after(busy(1), { kind: 'gone', whom: 1 })).toEqual(alone);
		expect(after({ kind: 'follow', whom: 1 }, { kind: 'gone', whom: 2 })).toMatchObject({ whom: 1 });
	});
});
