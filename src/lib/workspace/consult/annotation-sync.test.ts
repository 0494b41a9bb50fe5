import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { markOf } from '#lib/annotation/annotation.fixture.ts';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import type { Change } from '#lib/consult/live/live-consult.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import { fold } from '#lib/consult/record/fold.ts';
import type { Together } from '#lib/together/together.svelte.ts';
import { AnnotationSync } from './annotation-sync.svelte.ts';

const mark = markOf('');

/** A screen that hears somebody at place 1 draw. */
let recorded: Recorded[];
let say: (message: FastMessage) => void;
let changed: (what: Change) => void;
let sync: AnnotationSync;

const moves = (moving: Annotation | null): void => say({ kind: 'moving', mark: moving, base: null });
function rests(by: string): void {
	const n = recorded.length + 1;
	const id = `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
	recorded.push({
		event: { v: 1, id, by, at: n, k: 'ann', base: null, mark },
		...{ seq: n, storedAt: n },
	});
	changed('record');
}
const states = (): string[] => sync.shown.map(({ state }) => state);

beforeEach(() => {
	vi.useFakeTimers();
	recorded = [];
	const people = [
		{ place: 0, person: 'me' },
		{ place: 1, person: 'her' },
		{ place: 2, person: 'him' },
	];
	const view = {
		live: {
			roster: people,
			hear: (heard: (from: number, message: FastMessage) => void) => {
				say = (message) => heard(1, message);
				return () => undefined;
			},
			listen: (heard: (what: Change) => void) => {
				changed = heard;
				return () => undefined;
			},
		},
		past: null,
		refused: [],
		get recorded() {
			return recorded;
		},
		get consultation() {
			return fold(recorded);
		},
		atPlace: (place: number) => people[place] ?? null,
		personOf: (person: string) => ({ name: person, initials: '', colour: 0 }),
	};
	const together = { view, seat: { person: 'me' } } as unknown as Together;
	sync = new AnnotationSync({
		...{ together, reason: () => '', pointing: () => undefined, busy: () => undefined },
	});
	sync.start();
});
afterEach(() => {
	vi.useRealTimers();
});

describe('a mark that somebody else draws', () => {
	it('is shown once when it has come to rest, though the word that it was let go of comes later', () => {
		moves(mark);
		expect(states()).toEqual(['moving']);
		rests('her');
		expect(states()).toEqual(['stored']);
		moves(null);
		expect(states()).toEqual(['stored']);
	});

	it('stays between being let go of and its event', () => {
		moves(mark);
		moves(null);
		expect(states()).toEqual(['moving']);
		rests('her');
		expect(states()).toEqual(['stored']);
	});

	it('goes when it was let go of and no event comes', () => {
		moves(mark);
		moves(null);
		vi.advanceTimersByTime(2100);
		expect(states()).toEqual([]);
	});

	it('goes on while another’s mark comes to rest, and its author’s next one too', () => {
		moves(mark);
		rests('him');
		expect(states()).toEqual(['stored', 'moving']);
		rests('her');
		moves(mark);
		expect(states()).toEqual(['stored', 'stored', 'moving']);
	});
});
