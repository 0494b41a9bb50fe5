import { describe, expect, it } from 'vitest';
import { markOf } from '#lib/annotation/annotation.fixture.ts';
import type { RecordEvent, Recorded } from '#lib/consult/record/event.ts';
import { fold } from '#lib/consult/record/fold.ts';
import { formsOf } from './forms-of.ts';

const mark = markOf('');
const id = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const form = (n: number, by: string, base: number | null): RecordEvent => ({
	...({ v: 1, id: id(n), by, at: n, k: 'ann', mark } as const),
	base: base === null ? null : id(base),
});
const recorded = (events: readonly RecordEvent[]): Recorded[] =>
	events.map((event, seq) => ({ event, seq, storedAt: seq }));
const ids = (root: number, events: readonly RecordEvent[]): string[] =>
	formsOf(id(root), recorded(events)).map((one) => one.id);

describe('the forms of a mark', () => {
	it('are all of its author’s, newest first, taken back or not', () => {
		const taken: RecordEvent = { v: 1, id: id(4), by: 'A', at: 4, k: 'void', of: id(3), why: 'mistake' };
		const events = [form(1, 'A', null), form(2, 'A', 1), form(3, 'A', 2), taken];
		expect(ids(1, events)).toEqual([id(3), id(2), id(1)]);
		expect(ids(2, events)).toEqual([]);
	});

	it('threat-14: never hold what another person made of it: that is a mark of theirs', () => {
		const events = [form(1, 'A', null), form(2, 'B', 1), form(3, 'B', 2), form(4, 'A', 1)];
		expect(ids(1, events)).toEqual([id(4), id(1)]);
		expect(ids(2, events)).toEqual([id(3), id(2)]);
	});

	it('go back along older forms only: a base that is not older, or not there, begins a mark', () => {
		const ring = [form(1, 'A', 2), form(2, 'A', 1)];
		expect(ids(1, ring)).toEqual([id(2), id(1)]);
		expect(ids(2, ring)).toEqual([]);
		expect(ids(5, [form(5, 'A', 9)])).toEqual([id(5)]);
	});

	it('belong to the same marks as the fold shows', () => {
		const people = ['A', 'B', 'C'];
		let seed = 11;
		const random = (below: number): number => {
			seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
			return Math.floor((seed / 2 ** 31) * below);
		};
		for (let round = 0; round < 50; round++) {
			const events = Array.from({ length: 12 }, (_, n) =>
				form(n + 1, people[random(3)] ?? 'A', random(3) === 0 ? null : 1 + random(12)),
			);
			for (const shown of fold(recorded(events)).marks) {
				const forms = formsOf(shown.id, recorded(events));
				expect(forms.map((one) => one.id)).toContain(shown.event.id);
				expect(new Set(forms.map(({ by }) => by))).toEqual(new Set([shown.author]));
			}
		}
	});
});
