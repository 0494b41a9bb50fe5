import { expect, it } from 'vitest';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { ShownMark } from '#lib/viewer/marks/mark.ts';
import { LocalMarks } from './local-marks.svelte.ts';

const mark = (label: string): Annotation => ({
	kind: 'arrow',
	study: '1.2',
	series: '1.2.3',
	instance: '1.2.3.4',
	frame: 1,
	points: {
		space: 'image',
		at: [
			[1, 1],
			[2, 2],
		],
	},
	label,
	seen: [],
});

it('keeps, changes and removes marks, and takes each act back and does it again', () => {
	const place: { marks: readonly ShownMark[] } = { marks: [] };
	const kept = new LocalMarks(place);
	const labels = (): string[] => place.marks.map((shown) => shown.mark.label);
	const first = kept.rest(mark('a'), null);
	kept.rest(mark('b'), null);
	expect(kept.rest(mark('a2'), first)).toBe(first);
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
	kept.rest(mark('c'), null);
	expect(kept.redoable).toBe(false);
	expect(place.marks.every(({ mine, state }) => mine && state === 'local')).toBe(true);
});
