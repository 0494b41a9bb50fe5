/** One item of a Graphic Annotation Sequence (PS3.3 C.10.5): its text and graphic objects, joined to marks by their tracking. */
import type { Dataset } from '../../dataset.ts';
import { items, number, string } from '../../dataset.ts';
import { isUid } from '../../uid.ts';
import type { Turn } from '../spatial-transformation.ts';
import type { FoundGraphic, FoundMark, FoundPicture, FoundShape, Pair, Tally } from './found.ts';
import { asPair, clipped, coordinates, graphicOf } from './found.ts';

export interface DisplayedArea {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

export interface On {
	readonly picture: FoundPicture;
	readonly area: DisplayedArea | null;
	readonly turn: Turn;
}

interface Part {
	readonly uid: string | null;
	readonly id: string | null;
	readonly shape: FoundShape;
	readonly words: string;
}

/**
 * Objects with one tracking UID are one mark. Without tracking, a single text belongs to the only graphic beside it; else each object
 * stands for itself.
 */
export function marksOfAnnotation(annotation: Dataset, on: On, tally: Tally): FoundMark[] {
	const texts = items(annotation, '00700008').flatMap((item) => textPart(item, on, tally) ?? []);
	const graphics = items(annotation, '00700009').flatMap((item) => graphicPart(item, on, tally) ?? []);
	const shown = new Set(items(annotation, '00700009').map((item) => number(item, '00700226')));
	const compounds = items(annotation, '00700209')
		// Drawn once more as plain graphics for readers like us (C.10.5.1.3).
		.filter((item) => !shown.has(number(item, '00700226') ?? Number.NaN))
		.flatMap((item) => compoundPart(item, on, tally) ?? []);
	const drawn = [...graphics, ...compounds];
	const [text] = texts;
	if (drawn.length === 1 && texts.length === 1 && text !== undefined && untracked([...drawn, ...texts])) {
		return [markOf(drawn, text.words)];
	}
	return joined(drawn, texts);
}

function joined(drawn: readonly Part[], texts: readonly Part[]): FoundMark[] {
	const byUid = new Map<string, { drawn: Part[]; words: string[] }>();
	const alone: FoundMark[] = [];
	for (const part of drawn) {
		if (part.uid === null) alone.push(markOf([part], ''));
		else {
			const same = byUid.get(part.uid);
			if (same === undefined) byUid.set(part.uid, { drawn: [part], words: [] });
			else same.drawn.push(part);
		}
	}
	for (const part of texts) {
		const same = part.uid === null ? undefined : byUid.get(part.uid);
		if (same === undefined) alone.push(markOf([part], part.words));
		else same.words.push(part.words);
	}
	return [...[...byUid.values()].map((mark) => markOf(mark.drawn, mark.words.join('\n'))), ...alone];
}

function untracked(parts: readonly Part[]): boolean {
	return parts.every((part) => part.uid === null);
}

function markOf(parts: readonly Part[], words: string): FoundMark {
	const [first] = parts;
	return {
		trackingId: first?.id ?? null,
		trackingUid: first?.uid ?? null,
		shapes: parts.map((part) => part.shape),
		words: clipped(words),
		measures: [],
	};
}

function graphicPart(item: Dataset, on: On, tally: Tally): Part | null {
	const graphic = graphicOf(string(item, '00700023'));
	return drawnPart(item, graphic, { on, tally, units: '00700005' });
}

/** The simple ones are lines and points; what has ticks, gaps or axes isn't drawn as something less. */
function compoundPart(item: Dataset, on: On, tally: Tally): Part | null {
	const type = string(item, '00700294');
	const graphic: FoundGraphic | null = type === 'RULER' || type === 'ARROW' ? 'POLYLINE' : null;
	return drawnPart(item, graphic, { on, tally, units: '00700282' });
}

interface Reading {
	readonly on: On;
	readonly tally: Tally;
	readonly units: string;
}

function drawnPart(item: Dataset, graphic: FoundGraphic | null, { on, tally, units }: Reading): Part | null {
	if (graphic === null || graphic === 'POLYGON' || graphic === 'MULTIPOINT') {
		tally.add('unknown-shape');
		return null;
	}
	const points = coordinates(item, '00700022', 2);
	if (points === null || (number(item, '00700020') ?? 2) !== 2) {
		tally.add('bad-points');
		return null;
	}
	const at = placed(points.map(asPair), string(item, units), on);
	if (at === null) {
		tally.add('screen-units');
		return null;
	}
	return { ...trackingOf(item), shape: { space: 'image', graphic, at, picture: on.picture }, words: '' };
}

function textPart(item: Dataset, on: On, tally: Tally): Part | null {
	const words = clipped(string(item, '00700006') ?? '');
	if (words === '') return null;
	const anchored = coordinates(item, '00700014', 2);
	const boxed = coordinates(item, '00700010', 2);
	const [point] = anchored ?? boxed ?? [];
	if (point === undefined) {
		tally.add('bad-points');
		return null;
	}
	const at = placed([asPair(point)], string(item, anchored === null ? '00700003' : '00700004'), on);
	if (at === null) {
		tally.add('screen-units');
		return null;
	}
	return { ...trackingOf(item), shape: { space: 'image', graphic: 'TEXT', at, picture: on.picture }, words };
}

function trackingOf(item: Dataset): { uid: string | null; id: string | null } {
	const uid = string(item, '00620021');
	const id = string(item, '00620020');
	return { uid: uid !== null && isUid(uid) ? uid : null, id: id === null ? null : clipped(id, 128) };
}

/** DISPLAY units are parts of the displayed area as it is seen, turned and mirrored (C.10.5.1.2). */
function placed(points: readonly Pair[], units: string | null, { area, turn }: On): readonly Pair[] | null {
	if (units === null || units === 'PIXEL') return points;
	if (units !== 'DISPLAY' || area === null) return null;
	const [wide, high] = [area.right - area.left, area.bottom - area.top];
	return points.map(([u, v]): Pair => {
		const [x, y] = beforeTurn(u, v, turn);
		return [area.left + x * wide, area.top + y * high];
	});
}

/** From parts of what is seen to parts of the picture: the turn is undone first, then the mirroring. */
function beforeTurn(u: number, v: number, { rotation, flipH, flipV }: Turn): Pair {
	const [x, y] = {
		0: [u, v] as const,
		90: [v, 1 - u] as const,
		180: [1 - u, 1 - v] as const,
		270: [1 - v, u] as const,
	}[rotation];
	return [flipH ? 1 - x : x, flipV ? 1 - y : y];
}
