import { describe, expect, it } from 'vitest';
import { markOf } from '#lib/annotation/annotation.fixture.ts';
import type { EventOf, RecordEvent, Recorded } from './event.ts';
import { fold } from './fold.ts';

const id = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ann = (n: number, by: string, base: number | null = null): EventOf<'ann'> => ({
	v: 1,
	id: id(n),
	by,
	at: n,
	k: 'ann',
	base: base === null ? null : id(base),
	mark: markOf(`form ${n}`),
});
const back = (n: number, by: string, of: number): EventOf<'void'> => ({
	v: 1,
	id: id(n),
	by,
	at: n,
	k: 'void',
	of: id(of),
	why: 'mistake',
});
const say = (n: number, thread: number | null): EventOf<'msg'> => ({
	v: 1,
	id: id(n),
	by: 'A',
	at: n,
	k: 'msg',
	thread: thread === null ? null : id(thread),
	pin: null,
	text: `say ${n}`,
});
const stored = (...events: RecordEvent[]): Recorded[] =>
	events.map((event, seq) => ({ event, seq, storedAt: 5000 + seq }));

describe('marks', () => {
	it('show their newest form, under the id and the author of the first', () => {
		const [one] = fold(stored(ann(1, 'A'), ann(2, 'A', 1), ann(3, 'A', 2))).marks;
		expect(one).toMatchObject({ id: id(1), author: 'A', event: { mark: { label: 'form 3' } }, rivals: [] });
	});

	it('two forms of one: the first to arrive stands, the other beside it, none is dropped', () => {
		const [one] = fold(stored(ann(1, 'A'), ann(5, 'A', 1), ann(4, 'A', 1))).marks;
		expect(one?.event.id).toBe(id(5));
		expect(one?.rivals.map((each) => each.event.id)).toEqual([id(4)]);
	});

	it('a form taken back gives way to the one before', () => {
		const [one] = fold(stored(ann(1, 'A'), ann(2, 'A', 1), back(3, 'A', 2))).marks;
		expect(one?.event.id).toBe(id(1));
	});

	it("threat-14: nobody takes back another's, even if such an event had come in", () => {
		expect(fold(stored(ann(1, 'A'), back(2, 'B', 1))).marks).toHaveLength(1);
		expect(fold(stored(ann(1, 'A'), back(2, 'A', 1))).marks).toHaveLength(0);
	});

	it("threat-14: nobody's form takes the place of another's mark", () => {
		const marks = fold(stored(ann(1, 'A'), ann(2, 'B', 1))).marks;
		expect(marks.map((each) => [each.author, each.event.mark.label])).toEqual([
			['A', 'form 1'],
			['B', 'form 2'],
		]);
	});

	it('a ring of bases hides nothing', () => {
		expect(fold(stored(ann(1, 'A', 2), ann(2, 'A', 1))).marks.map((each) => each.event.id)).toEqual([id(2)]);
		expect(fold(stored(ann(1, 'A', 1))).marks).toHaveLength(1);
	});

	it('what is not stored yet comes last', () => {
		const waiting: Recorded = { event: ann(2, 'A', 1), seq: null, storedAt: null };
		const [one] = fold([waiting, ...stored(ann(1, 'A'), ann(9, 'A', 1))]).marks;
		expect(one?.event.id).toBe(id(9));
		expect(one?.rivals[0]?.stored).toBe(false);
	});
});

describe('talk', () => {
	it('a thread is resolved by whoever said so last', () => {
		const done = (n: number): RecordEvent => ({ v: 1, id: id(n), by: 'B', at: n, k: 'done', thread: id(1) });
		const undone = (n: number): RecordEvent => ({ ...done(n), k: 'undone' }) as RecordEvent;
		const resolved = (...events: RecordEvent[]) =>
			fold(stored(say(1, null), say(2, 1), ...events)).threads[0]?.resolved;
		expect(resolved(done(3))).toEqual({ by: 'B', at: 3 });
		expect(resolved(done(3), undone(4))).toBeNull();
		expect(
			fold(stored(say(1, null), say(2, 1), say(3, null))).threads.map((each) => each.messages.length),
		).toEqual([2, 1]);
	});
});

/** Random histories: whatever the order in which a client hears of the events, the fold says the same. */
describe('the fold is one for all', () => {
	it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('history %d', (seed) => {
		let state = seed * 2_654_435_761;
		const random = (below: number): number => {
			state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
			return (state >>> 8) % below;
		};
		const people = ['A', 'B', 'C'];
		const events: RecordEvent[] = [];
		for (let n = 1; n <= 60; n++) {
			const by = people[random(3)] ?? 'A';
			const before = events.length === 0 ? null : random(events.length) + 1;
			const kind = random(5);
			if (kind === 0 && before !== null) events.push(back(n, by, before));
			else if (kind === 1) events.push(say(n, before !== null && random(2) === 0 ? before : null));
			else events.push(ann(n, by, kind === 2 ? before : null));
		}
		const inOrder = stored(...events);
		const shuffled = inOrder
			.map((one) => ({ one, at: random(1_000_000) }))
			.toSorted((a, b) => a.at - b.at)
			.map(({ one }) => one);
		const told = fold(inOrder);
		expect(fold(shuffled)).toEqual(told);
		// Nothing vanishes: every mark that was not taken back by its author stands or stands behind a later form.
		const shown = new Set(
			told.marks.flatMap((each) => [each.event.id, ...each.rivals.map((r) => r.event.id)]),
		);
		const bases = new Set(
			events.flatMap((event) => (event.k === 'ann' && !told.voided.has(event.id) ? (event.base ?? []) : [])),
		);
		for (const event of events) {
			if (event.k !== 'ann' || told.voided.has(event.id)) continue;
			expect(shown.has(event.id) || bases.has(event.id)).toBe(true);
		}
	});
});
