import { expect, it } from 'vitest';
import { markOf } from '#lib/annotation/annotation.fixture.ts';
import type { ShownMark } from '#lib/viewer/marks/mark.ts';
import { LocalMarks } from './local-marks.svelte.ts';

it('keeps, changes and removes marks, and takes each act back and does it again', () => {
	const place: { marks: readonly ShownMark[] } = { marks: [] };
	const kept = new LocalMarks(place);
	const labels = (): string[] => place.marks.map((shown) => shown.mark.label);
	const first = kept.rest(markOf('a'), null);
	kept.rest(markOf('b'), null);
	expect(kept.rest(markOf('a2'), first)).toBe(first);
	kept.remove(first);
	kept.remove('nobody');
	const told: string[][] = [labels()];
	for (let i = 0; i < 5; i++) {
		kept.undo();
		told.push(labels());
	}
	expect(told.map((each) => each.toSorted().join())).toEqual(['b', 'a2,b', 'a,b', 'a', '', '']);
	expect([kept.undoable, kept.redoable]).toEqual([false, true]);
	for (let i = 0; i < 5; i++) kept.redo();
	expect(labels()).toEqual(['b']);
	kept.undo();
	kept.rest(markOf('c'), null);
	expect(kept.redoable).toBe(false);
	expect(place.marks.every(({ mine, state }) => mine && state === 'local')).toBe(true);
});
