import { expect, it } from 'vitest';
import { against, limited, median } from '../bench/result.ts';
import { table } from '../bench/table.ts';

it('takes a figure that was measured as the median, and nothing from nothing', () => {
	expect(median([5, null, 1, 9])).toBe(5);
	expect(median([4, 1])).toBe(1);
	expect(median([null])).toBeNull();
});

it('judges by the ratio to the peer, both ways, and not at all without a figure', () => {
	const times = { name: 'first picture', unit: 's', peerName: 'peer' };
	expect(against({ ...times, ours: 1, peer: 2 }, { atMost: 0.5 })).toMatchObject({ ratio: 0.5, met: true });
	expect(against({ ...times, ours: 1.1, peer: 2 }, { atMost: 0.5 }).met).toBe(false);
	expect(against({ ...times, ours: 9, peer: 2 }, { atLeast: 5 }).met).toBe(false);
	expect(against({ ...times, ours: null, peer: 2 }, { atMost: 0.5 })).toMatchObject({
		ratio: null,
		met: null,
	});
	expect(limited({ name: 'bytes', unit: 'KB', ours: 121 }, { atMost: 120 })).toMatchObject({
		goal: '<= 120 KB',
		met: false,
	});
});

it('prints what was not measured as a question', () => {
	const row = against({ name: 'a', unit: 's', ours: null, peer: 2, peerName: 'b' }, { atMost: 1 });
	expect(table([row]).split('\n')[1]).toMatch(/^\?\s+a\s+-\s+2 s\s+<= 1 x b$/);
});
