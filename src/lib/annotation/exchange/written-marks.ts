/** Marks on their way out: as graphics of a presentation state, as groups of a measurement report. */
import type { PersonNameGroups } from '#lib/dicom/dataset.ts';
import type { SrShape } from '#lib/dicom/objects/content-items.ts';
import { figurePoints, isClosed } from '#lib/dicom/objects/graphics.ts';
import type { Graphic, GraphicMark, Tracking } from '#lib/dicom/objects/graphics.ts';
import type { MeasurementGroup, ReportMeasure } from '#lib/dicom/objects/measurement-report.ts';
import type { PictureReference } from '#lib/dicom/objects/picture-reference.ts';
import type { Annotation, AnnotationKind, SeenMeasure } from '../annotation.ts';
import type { FrameGeometry, Pixel } from '../frame-geometry.ts';
import { keptPoints, pixelsOf } from '../frame-geometry.ts';
import { figureOf } from './mark-figure.ts';
import { conceptOf, methodOf, unitCode } from './measure-codes.ts';

/** The kind stands before the name of the mark, so that we find the same mark again; for others it is a label like any other. */
const trackingPrefix = 'hub';

export function trackingOf(mark: Annotation, id: string, uid: string): Tracking {
	return { id: `${trackingPrefix}:${mark.kind}:${id}`, uid };
}

/** The kind that a tracking identifier of ours names; whoever reads it still checks that the figure can be one. */
export function kindOfTracking(id: string): string | null {
	const [prefix, kind] = id.split(':');
	return prefix === trackingPrefix ? (kind ?? null) : null;
}

/** null: the mark doesn't lie on this frame. `words`: what stands beside it, '' for nothing. */
export function graphicMark(
	mark: Annotation,
	{ geometry, tracking, words }: { geometry: FrameGeometry; tracking: Tracking; words: string },
): GraphicMark | null {
	const pixels = pixelsOf(mark.points, geometry);
	const [anchor] = pixels ?? [];
	if (pixels === null || anchor === undefined) return null;
	const said = words.trim();
	return {
		tracking,
		graphics: figureOf(mark.kind, pixels, geometry),
		text: said === '' ? null : { at: anchor, words: said },
	};
}

/** As they stand on workstations everywhere, whatever their language. */
const shortNames: Readonly<Partial<Record<SeenMeasure['name'], string>>> = {
	area: 'A',
	perimeter: 'P',
	mean: 'mean',
	deviation: 'SD',
	least: 'min',
	most: 'max',
};

/** Each measure on a line of its own, below the author's words: for systems that only show what a state holds. */
export function wordsBeside(mark: Annotation, trustWords: (trust: 'estimated' | 'imager') => string): string {
	const numbers = mark.seen.map(({ name, value, unit, trust }) => {
		const digits = name === 'value' || name === 'least' || name === 'most' ? 0 : 1;
		const said = `${shortNames[name] ?? ''} ${value.toFixed(digits)} ${unit}`.trim();
		return trust === 'estimated' || trust === 'imager' ? `${said} (${trustWords(trust)})` : said;
	});
	return [mark.label, ...numbers].filter((line) => line.trim() !== '').join('\n');
}

export interface GroupOptions {
	readonly picture: PictureReference;
	readonly geometry: FrameGeometry;
	readonly tracking: Tracking;
	/** null: the report's author */
	readonly by: PersonNameGroups | null;
}

export function measurementGroup(mark: Annotation, options: GroupOptions): MeasurementGroup | null {
	const { geometry, picture, tracking, by } = options;
	const pixels = pixelsOf(mark.points, geometry);
	if (pixels === null) return null;
	const place = { geometry, picture, inSpace: mark.points.space === 'patient' };
	const shapes = drawnIn(mark.kind, pixels, geometry).map((graphic) => shapeOf(graphic, place));
	if (shapes.length === 0) return null;
	const own = measuredOnLines(mark.kind);
	const measures = mark.seen.map((seen): ReportMeasure => ({
		concept: conceptOf(mark.kind, seen),
		value: seen.value,
		unit: unitCode(seen.unit),
		method: methodOf(seen.trust),
		from: own ? linesOf(mark.kind, seen.name, shapes) : [],
	}));
	// Without a number there is nothing that a line could hang on: it is then a region of its own.
	const asRegion = !own || measures.length === 0;
	return { tracking, by, picture, regions: asRegion ? shapes : [], measures, comment: mark.label };
}

/** What a report says of a mark: an arrow is its line, a text the point where it stands. */
function drawnIn(
	kind: AnnotationKind,
	pixels: readonly Pixel[],
	geometry: FrameGeometry,
): readonly Graphic[] {
	const [first] = pixels;
	if (kind === 'arrow') return [{ kind: 'polyline', points: pixels }];
	if (kind === 'text') return first === undefined ? [] : [{ kind: 'point', at: first }];
	return figureOf(kind, pixels, geometry);
}

function measuredOnLines(kind: AnnotationKind): boolean {
	return kind === 'length' || kind === 'angle' || kind === 'cobb' || kind === 'bidirectional';
}

/** Of two lines each has its own number (long and short axis), or both have one together (an angle between them). */
function linesOf(kind: AnnotationKind, name: string, shapes: readonly SrShape[]): SrShape[] {
	if (kind !== 'bidirectional') return [...shapes];
	const shape = shapes[name === 'width' ? 1 : 0];
	return shape === undefined ? [] : [shape];
}

interface Place {
	readonly geometry: FrameGeometry;
	readonly picture: PictureReference;
	readonly inSpace: boolean;
}

function shapeOf(graphic: Graphic, { geometry, picture, inSpace }: Place): SrShape {
	const drawn = figurePoints(graphic);
	const kept = inSpace ? keptPoints(drawn, geometry) : null;
	const type = graphicTypes[graphic.kind];
	if (kept === null || kept.space === 'image') return { space: 'image', graphic: type, at: drawn, picture };
	if (graphic.kind === 'circle')
		return circleInSpace(graphic, geometry) ?? { space: 'image', graphic: type, at: drawn, picture };
	const { frameOfReference, at } = kept;
	const polygon = graphic.kind === 'polyline' && isClosed(graphic.points);
	return {
		space: 'patient',
		graphic: polygon ? 'POLYGON' : type === 'CIRCLE' ? 'ELLIPSE' : type,
		frameOfReference,
		at,
	};
}

const graphicTypes = {
	point: 'POINT',
	polyline: 'POLYLINE',
	circle: 'CIRCLE',
	ellipse: 'ELLIPSE',
} as const satisfies Record<Graphic['kind'], string>;

/** There is no circle in space (C.18.9.1.2): an ellipse with equal axes, the first of which ends where its author set the point. */
function circleInSpace(
	{ centre, rim }: Extract<Graphic, { kind: 'circle' }>,
	geometry: FrameGeometry,
): SrShape | null {
	const [x, y] = [rim[0] - centre[0], rim[1] - centre[1]];
	const ends: Pixel[] = [
		[centre[0] - x, centre[1] - y],
		rim,
		[centre[0] + y, centre[1] - x],
		[centre[0] - y, centre[1] + x],
	];
	const kept = keptPoints(ends, geometry);
	return kept.space === 'image'
		? null
		: { space: 'patient', graphic: 'ELLIPSE', frameOfReference: kept.frameOfReference, at: kept.at };
}
