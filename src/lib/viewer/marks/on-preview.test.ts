/** A preview may be off by pixels and holds no values: nothing that measures comes from it, by whichever way a hand can go. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { fitted } from '../painting/view.ts';
import type { Viewport } from '../viewport.svelte.ts';
import { kindOf, markKinds } from './kinds.ts';
import type { MarkSink, ShownMark } from './mark.ts';
import { Marking } from './marking.svelte.ts';

const kinds = Object.keys(markKinds) as AnnotationKind[];
/** These only point, and say no number. */
const pointing: readonly AnnotationKind[] = ['arrow', 'text'];
const measuring = kinds.filter((kind) => !pointing.includes(kind));
const instance = imageInstance();

function hand(kind: AnnotationKind, quality: 'preview' | 'lossless', marks: readonly ShownMark[] = []) {
	const kept: { kind: string; base: string | null }[] = [];
	const sink = {
		moving: () => undefined,
		rest: (mark, base) => {
			kept.push({ kind: mark.kind, base });
			return 'new';
		},
		remove: () => undefined,
		undo: () => undefined,
		redo: () => undefined,
		undoable: false,
		redoable: false,
	} satisfies MarkSink;
	const viewport = {
		quality,
		exact: quality === 'preview' ? null : new Int16Array(512 * 512),
		study: { study: '2.25.1', luts: {} },
		series: { uid: '2.25.1.1' },
		stack: [{ instance, frame: 1 }],
		index: 0,
		view: fitted,
		box: { width: 512, height: 512 },
		tool: `mark-${kind}`,
		setTool: () => undefined,
		cine: { pause: () => undefined },
		marks,
		foreign: [],
		pointers: [],
		sink,
	} as unknown as Viewport;
	const marking = new Marking(viewport);
	return { marking, kept };
}

// What moves is told once a screen frame: there is no screen here.
beforeAll(() => {
	vi.stubGlobal('requestAnimationFrame', () => 1);
	vi.stubGlobal('cancelAnimationFrame', () => undefined);
	return () => vi.unstubAllGlobals();
});

function drag(marking: Marking): void {
	marking.takes({ x: 100, y: 100 }, 'mouse');
	marking.begin({ x: 100, y: 100 });
	marking.move({ x: 200, y: 160 });
	marking.end({ x: 300, y: 200 });
}

function click(marking: Marking, kind: AnnotationKind): void {
	const { places } = kindOf(kind);
	for (let i = 0; i < (places === 'path' ? 1 : places); i++) {
		marking.takes({ x: 100 + 60 * i, y: 100 + 40 * (i % 2) }, 'mouse');
		marking.tap({ x: 100 + 60 * i, y: 100 + 40 * (i % 2) }, 'mouse');
	}
}

describe.each(measuring)('threat-17 on a preview, a %s', (kind) => {
	it('is drawn by no drag, no clicks and no key, and the page says why', () => {
		for (const act of [drag, (one: Marking) => click(one, kind), (one: Marking) => one.putInMiddle()]) {
			const { marking, kept } = hand(kind, 'preview');
			act(marking);
			expect(kept).toEqual([]);
			expect(marking.draft).toBeNull();
			expect(marking.refusal).toBe('not-here-yet');
		}
	});

	it('is drawn as soon as every pixel is here', () => {
		const { marking, kept } = hand(kind, 'lossless');
		if (kindOf(kind).places === 'path') drag(marking);
		else marking.putInMiddle();
		expect(kept).toEqual([{ kind, base: null }]);
	});
});

it('threat-17 what was measured is not carried elsewhere while only a preview is here, by key or by pointer', () => {
	const draft = { kind: 'length', label: '', base: null } as const;
	const points = [
		[100, 100],
		[200, 100],
	] as const;
	const mark = hand('length', 'lossless').marking.scene.annotation({ ...draft, points }, true);
	if (mark === null) throw new Error('no mark was made');
	const whose = { author: '', initials: '', colour: 0, mine: true, rivals: 0, origin: null } as const;
	const shown = { id: 'a', mark, state: 'stored', ...whose } as const;
	const byKey = (marking: Marking): void => {
		marking.choose('a');
		marking.nudge(10, 0);
		marking.restNudged();
	};
	const byPointer = (marking: Marking): void => {
		marking.takes({ x: 200, y: 100 }, 'mouse');
		marking.begin({ x: 200, y: 100 });
		marking.end({ x: 240, y: 130 });
	};
	for (const act of [byKey, byPointer]) {
		const [before, after] = [hand('length', 'preview', [shown]), hand('length', 'lossless', [shown])];
		act(before.marking);
		expect(before.kept).toEqual([]);
		act(after.marking);
		expect(after.kept).toEqual([{ kind: 'length', base: 'a' }]);
	}
});

it('an arrow may point at what a preview shows', () => {
	const { marking, kept } = hand('arrow', 'preview');
	marking.putInMiddle();
	expect(kept).toEqual([{ kind: 'arrow', base: null }]);
});
