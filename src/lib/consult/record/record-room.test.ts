import { describe, expect, it } from 'vitest';
import { fitsIn, mostEvents, recordRoom, spareForVoids } from './record-room.ts';

const some = (k: 'ann' | 'void', n: number) => Array.from({ length: n }, () => ({ k }));

describe('the room in a record', () => {
	it.each([
		[0, { kind: 'roomy' }],
		[4499, { kind: 'roomy' }],
		[4500, { kind: 'nearly', left: 500 }],
		[4999, { kind: 'nearly', left: 1 }],
		[5000, { kind: 'full' }],
		[5400, { kind: 'full' }],
	])('with %d events', (events, room) => {
		expect(recordRoom(events)).toEqual(room);
	});

	it('ends for what is added, and later for what only takes back', () => {
		expect(fitsIn(mostEvents - 1, some('ann', 1))).toBe(true);
		expect(fitsIn(mostEvents - 1, some('ann', 2))).toBe(false);
		expect(fitsIn(mostEvents, some('void', 1))).toBe(true);
		expect(fitsIn(mostEvents, [...some('void', 1), ...some('ann', 1)])).toBe(false);
		expect(fitsIn(mostEvents + spareForVoids, some('void', 1))).toBe(false);
	});
});
