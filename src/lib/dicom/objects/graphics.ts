/**
 * Graphic annotations of a presentation state (PS3.3 C.10.5). Points are pixels from the picture's upper left corner, the first
 * pixel reaching from 0 to 1: what PS3.3 C.10.5.1.2 calls PIXEL units.
 */
import type { Dataset } from '../dataset.ts';
import { el, sq, text } from './elements.ts';

export type Point = readonly [column: number, row: number];

export type Graphic =
	| { readonly kind: 'point'; readonly at: Point }
	/** Closed when the last point is the first again. */
	| { readonly kind: 'polyline'; readonly points: readonly Point[] }
	| { readonly kind: 'circle'; readonly centre: Point; readonly rim: Point }
	/** ends of the long axis, then of the short one (C.10.5.1.2) */
	| { readonly kind: 'ellipse'; readonly ends: readonly [Point, Point, Point, Point] };

/** What one mark is made of; its items share a tracking UID, so that the measurement report can speak of the same mark. */
export interface GraphicMark {
	readonly tracking: Tracking;
	readonly graphics: readonly Graphic[];
	/** Text beside the mark; where it has no graphics, the text is the mark. */
	readonly text: { readonly at: Point; readonly words: string } | null;
}

export interface Tracking {
	readonly id: string;
	readonly uid: string;
}

/** One item of the Graphic Annotation Sequence: everything of one mark, so that readers can tell marks apart. */
export function graphicAnnotation(mark: GraphicMark, picture: Dataset, layer: string): Dataset {
	const { graphics, text: words, tracking } = mark;
	return {
		'00081140': sq(picture),
		'00700002': el('CS', layer),
		...(words === null ? {} : { '00700008': sq(textObject(words, tracking)) }),
		...(graphics.length === 0
			? {}
			: { '00700009': sq(...graphics.map((one) => graphicObject(one, tracking))) }),
	};
}

function textObject({ at, words }: NonNullable<GraphicMark['text']>, tracking: Tracking): Dataset {
	return {
		'00700004': el('CS', 'PIXEL'),
		'00700006': text('ST', words),
		'00700014': el('FL', ...at),
		'00700015': el('CS', 'N'),
		...tracked(tracking),
	};
}

function graphicObject(graphic: Graphic, tracking: Tracking): Dataset {
	const points = figurePoints(graphic);
	return {
		'00700005': el('CS', 'PIXEL'),
		'00700020': el('US', 2),
		'00700021': el('US', points.length),
		'00700022': el('FL', ...points.flat()),
		'00700023': el('CS', graphic.kind.toUpperCase()),
		...(mayBeFilled(graphic) ? { '00700024': el('CS', 'N') } : {}),
		...tracked(tracking),
	};
}

function tracked(tracking: Tracking): Dataset {
	return { '00620020': text('UT', tracking.id), '00620021': el('UI', tracking.uid) };
}

/** In the order in which DICOM has them. */
export function figurePoints(graphic: Graphic): readonly Point[] {
	switch (graphic.kind) {
		case 'point':
			return [graphic.at];
		case 'polyline':
			return graphic.points;
		case 'circle':
			return [graphic.centre, graphic.rim];
		case 'ellipse':
			return graphic.ends;
	}
}

/** Graphic Filled (0070,0024) is asked for closed figures and for no others. */
function mayBeFilled(graphic: Graphic): boolean {
	if (graphic.kind === 'circle' || graphic.kind === 'ellipse') return true;
	if (graphic.kind === 'point') return false;
	return isClosed(graphic.points);
}

export function isClosed(points: readonly Point[]): boolean {
	const [first, last] = [points[0], points.at(-1)];
	return points.length > 3 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
}
