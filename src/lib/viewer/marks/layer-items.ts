/** What the layer paints: the marks of this frame, and the one under way in place of the one it changes. */
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Measure } from '#lib/annotation/measures.ts';
import type { MarksWords } from '#lib/i18n/areas/marks.ts';
import { isChangeable } from './hit.ts';
import { kindOf, type Line } from './kinds.ts';
import type { MarkState, PersonColour, ShownMark } from './mark.ts';
import { measureLines, numberText, type MarkLine } from './mark-text.ts';
import { measured, type Grounds } from '#lib/annotation/measured-on.ts';
import { disagreements, measuredMoving } from './measured.ts';
import type { PlacedMark } from './placed-marks.ts';
import type { Placement, ScreenPoint } from './placement.ts';
import type { Draft, Scene } from './scene.svelte.ts';

export interface LayerItem {
	readonly id: string;
	readonly kind: AnnotationKind;
	readonly pixels: readonly Pixel[];
	readonly state: MarkState;
	readonly colour: PersonColour;
	readonly label: string;
	readonly measures: readonly Measure[];
	/** Null: the one under way. */
	readonly placed: PlacedMark | null;
	readonly changeable: boolean;
	/** Drawn on this very frame. */
	readonly here: boolean;
}

/** Each mark is measured once per frame and grounds, however often the picture is moved. */
const kept = new WeakMap<ShownMark, { readonly grounds: Grounds; readonly measures: readonly Measure[] }>();

export function layerItems(scene: Scene, draft: Draft | null, colour: PersonColour): readonly LayerItem[] {
	const { grounds } = scene;
	if (grounds === null) return [];
	if (draft === null) return scene.placed.map((placed) => itemOf(placed, grounds));
	const moving: LayerItem = {
		id: draft.base ?? 'draft',
		kind: draft.kind,
		pixels: draft.points,
		state: 'moving',
		colour,
		label: draft.label,
		measures: measuredMoving(draft.kind, draft.points, grounds),
		placed: null,
		changeable: true,
		here: true,
	};
	// In the place of the mark that it changes: a button that is moved about the page loses the keyboard.
	const items = scene.placed.map((placed) =>
		placed.shown.id === draft.base ? moving : itemOf(placed, grounds),
	);
	return items.includes(moving) ? items : [...items, moving];
}

function itemOf(placed: PlacedMark, grounds: Grounds): LayerItem {
	const { shown, pixels, here } = placed;
	const { kind, label } = shown.mark;
	// Numbers belong to the picture on which they were measured.
	const measures = here ? measuresOnce(shown, pixels, grounds) : [];
	const { id, state, colour } = shown;
	return { id, kind, pixels, state, colour, label, measures, placed, changeable: isChangeable(placed), here };
}

function measuresOnce(shown: ShownMark, pixels: readonly Pixel[], grounds: Grounds): readonly Measure[] {
	const known = kept.get(shown);
	if (known?.grounds === grounds) return known.measures;
	const moving = shown.state === 'moving';
	const measures = (moving ? measuredMoving : measured)(shown.mark.kind, pixels, grounds);
	kept.set(shown, { grounds, measures });
	return measures;
}

export function itemLines(item: LayerItem, scene: Scene): readonly Line[] {
	return kindOf(item.kind).lines(item.pixels, scene.scale(item.pixels));
}

/** Every point that its words must not cover. */
export function outlineOf(item: LayerItem, scene: Scene, placement: Placement): ScreenPoint[] {
	const lines = itemLines(item, scene).filter((line) => line.faint !== true);
	return [...item.pixels, ...lines.flatMap((line) => line.points)].map((pixel) => placement.onScreen(pixel));
}

const withInside: readonly AnnotationKind[] = ['ellipse', 'rectangle', 'circle', 'freehand', 'probe'];

/** What its box says, without who made it. */
export function itemText(
	item: LayerItem,
	words: MarksWords,
	facts: { exact: boolean; grey: boolean },
): MarkLine[] {
	const label: MarkLine[] = item.label === '' ? [] : [{ text: item.label, kind: 'value' }];
	const foreign = item.placed?.shown.origin ?? null;
	// Of another system's mark the numbers are the author's own; ours stand beside them only where they differ.
	const told = foreign === null ? item.measures : item.here ? (item.placed?.shown.mark.seen ?? []) : [];
	const lines = measureLines(item.kind, told, words);
	const noValue =
		withInside.includes(item.kind) &&
		item.here &&
		foreign === null &&
		!item.measures.some(({ name }) => name === 'mean' || name === 'value');
	const missing: MarkLine[] =
		noValue && !facts.exact
			? [{ text: words.valuesWait, kind: 'attention' }]
			: noValue && !facts.grey
				? [{ text: words.noValues, kind: 'quiet' }]
				: [];
	const differing =
		item.placed === null || !item.here
			? []
			: disagreements(item.placed.shown.mark, item.measures, foreign !== null);
	const attention = differing.map(({ seen, ours }): MarkLine => ({
		text: words.differs(numberText(seen, words), numberText(ours, words)),
		kind: 'attention',
	}));
	return [...label, ...lines, ...missing, ...attention];
}
