import { beforeEach, describe, expect, it } from 'vitest';
import { markOf } from '#lib/annotation/annotation.fixture.ts';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { EventOf, RecordEvent, Recorded } from '#lib/consult/record/event.ts';
import { fold } from '#lib/consult/record/fold.ts';
import { formsOf } from './forms-of.ts';
import { OwnActs } from './own-acts.svelte.ts';

/** A record in memory and the one hand that writes into it. */
let events: RecordEvent[];
let barred: boolean;
let acts: OwnActs;
const next = (): string => `01930000-0000-7000-8000-${String(events.length + 1).padStart(12, '0')}`;
const common = () => ({ v: 1 as const, id: next(), by: 'A', at: 1 });
function put(label: Annotation, base: string | null): string {
	const event: EventOf<'ann'> = { ...common(), k: 'ann', base, mark: label };
	events.push(event);
	return event.id;
}
function take(of: string): void {
	events.push({ ...common(), k: 'void', of, why: 'mistake' });
}
const recorded = (): Recorded[] => events.map((event, seq) => ({ event, seq, storedAt: seq }));
const shown = (): string[] =>
	fold(recorded()).marks.map(({ id, event }) => `${Number(id.slice(-4))} ${event.mark.label}`);

beforeEach(() => {
	events = [];
	barred = false;
	acts = new OwnActs({
		make: (root, label) => {
			if (barred) return 'barred';
			const forms = formsOf(root, recorded());
			if (label !== null) return { form: put(label, forms[0]?.id ?? null) };
			for (const { id } of forms) if (!fold(recorded()).voided.has(id)) take(id);
			return { form: null };
		},
		stands: (root, form) => {
			const one = fold(recorded()).marks.find(({ id }) => id === root);
			return (one?.event.id ?? null) === form && (one?.rivals.length ?? 0) === 0;
		},
	});
});

function draw(label: string): string {
	const form = put(markOf(label), null);
	acts.did({ root: form, before: null, after: markOf(label), form });
	return form;
}
function change(root: string, label: string): void {
	const one = fold(recorded()).marks.find(({ id }) => id === root)!;
	const form = put(markOf(label), one.event.id);
	acts.did({ root, before: one.event.mark, after: markOf(label), form });
}
function remove(root: string): void {
	const one = fold(recorded()).marks.find(({ id }) => id === root)!;
	formsOf(root, recorded()).forEach(({ id }) => take(id));
	acts.did({ root, before: one.event.mark, after: null, form: null });
}

describe('undoing adds to the record and takes nothing from it', () => {
	it('goes back and forth through drawing, changing and removing, always the same mark', () => {
		const first = draw('a');
		change(first, 'b');
		remove(first);
		const told = [[], ['1 b'], ['1 a'], []];
		const before = events.length;
		expect([shown(), ...Array.from({ length: 3 }, () => (acts.undo(), shown()))]).toEqual(told);
		expect(acts.undoable).toBe(false);
		for (const round of [1, 2]) {
			expect([shown(), ...Array.from({ length: 3 }, () => (acts.redo(), shown()))], `${round}`).toEqual(
				told.toReversed(),
			);
			expect([shown(), ...Array.from({ length: 3 }, () => (acts.undo(), shown()))], `${round}`).toEqual(told);
		}
		expect(events.length).toBeGreaterThan(before);
		expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
	});

	it('leaves alone what was built on', () => {
		const first = draw('a');
		// The same person's other tablet.
		put(markOf('other'), first);
		expect(acts.undo()).toBe('built-on');
		expect(shown()).toEqual(['1 other']);
		expect(acts.undoable).toBe(false);
	});

	it('keeps the act while nothing may be written', () => {
		draw('a');
		barred = true;
		expect(acts.undo()).toBe('barred');
		barred = false;
		expect([acts.undo(), shown()]).toEqual(['done', []]);
	});

	it('a new act ends what could be done again', () => {
		draw('a');
		acts.undo();
		draw('b');
		expect(acts.redo()).toBe('nothing');
	});
});
