/** Where marks lie, under every view, and on which pictures: by construction, without a browser. */
import { describe, expect, it } from 'vitest';
import type { Annotation, AnnotationKind } from '#lib/annotation/annotation.ts';
import { pointsOf } from '#lib/annotation/annotation.ts';
import { keptPoints, type Pixel } from '#lib/annotation/frame-geometry.ts';
import { geometryOf } from '#lib/annotation/geometry-of.ts';
import { measuresOf } from '#lib/annotation/measures.ts';
import { scaleOf } from '#lib/annotation/scale.ts';
import type { ImageInstance, StudyManifest } from '#lib/archive/manifest.ts';
import { instanceUid } from '#lib/dicom/uid.ts';
import { marksWords } from '#lib/i18n/areas/marks.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import type { StackFrame } from '../frames/stack.ts';
import { fitted, mirrored, panned, pictureOf, turned, zoomedAbout, type View } from '../painting/view.ts';
import { longestPath, simplified } from './figures.ts';
import { hitAt } from './hit.ts';
import { isWhole, kindOf, markKinds, ordered } from './kinds.ts';
import { labelPlaces } from './label-places.ts';
import type { ShownMark } from './mark.ts';
import { measureLines } from './mark-text.ts';
import { disagreements } from './measured.ts';
import { placedMarks, pointedPixel, pointedPlace, shownFrame } from './placed-marks.ts';
import { Placement } from './placement.ts';
import { Sketch } from './sketch.ts';

const kinds = Object.keys(markKinds) as AnnotationKind[];
/** Rows twice as far apart as columns. */
const tall = (number: number, more: Partial<ImageInstance> = {}): StackFrame => ({
	frame: 1,
	instance: imageInstance({
		uid: instanceUid(`2.25.10.${String(number)}`)!,
		format: { rows: 100, columns: 200, samples: 1, dtype: 'uint16', photometric: 'MONOCHROME2' },
		spacing: { rowMm: 1, columnMm: 0.5, trust: 'calibrated' },
		position: [-50, -50, number * 5],
		frameOfReference: '2.25.99',
		...more,
	}),
});
const stack = [1, 2, 3].map((number) => tall(number));
const study = { study: '2.25.10' } as StudyManifest;
const geometry = geometryOf(stack[1]!.instance, 1);
const box = { width: 640, height: 480 };
const pictureBox = pictureOf(stack[1]!.instance, 1);

const drawnBy: Record<AnnotationKind, Pixel[]> = {
	arrow: [
		[40, 40],
		[80, 60],
	],
	text: [[30, 30]],
	length: [
		[20, 50],
		[180, 50],
	],
	angle: [
		[140, 50],
		[100, 50],
		[140, 70],
	],
	cobb: [
		[20, 10],
		[60, 10],
		[20, 25],
		[60, 45],
	],
	bidirectional: [
		[120, 15],
		[160, 15],
	],
	ellipse: [
		[75, 36],
		[125, 64],
	],
	rectangle: [
		[10, 60],
		[50, 90],
	],
	circle: [
		[170, 80],
		[190, 80],
	],
	freehand: [
		[20, 60],
		[40, 60],
		[40, 80],
	],
	probe: [[104, 53]],
};
const built = (kind: AnnotationKind): readonly Pixel[] =>
	kindOf(kind).build(drawnBy[kind], scaleOf(drawnBy[kind], geometry));

const views: [string, View][] = [
	['fitted', fitted],
	['turned', turned(fitted, 90)],
	['turned back and mirrored', mirrored(turned(fitted, -90), 'horizontal')],
	['upside down', mirrored(fitted, 'vertical')],
	['zoomed and carried', panned(zoomedAbout(fitted, 7.3, { x: 100, y: 380, box }), -31, 17)],
	[
		'all at once',
		zoomedAbout(mirrored(turned(panned(fitted, 5, 9), 90), 'vertical'), 0.4, { x: 9, y: 9, box }),
	],
];

function shown(
	kind: AnnotationKind,
	over: Partial<Annotation> = {},
	more: Partial<ShownMark> = {},
): ShownMark {
	const mark: Annotation = {
		kind,
		study: '2.25.10',
		series: '2.25.10.9',
		instance: '2.25.10.2',
		frame: 1,
		points: keptPoints(built(kind), geometry),
		label: kind === 'text' ? 'x' : '',
		seen: [],
		...over,
	};
	return {
		id: kind,
		mark,
		author: 'a',
		initials: 'a',
		colour: 0,
		mine: true,
		state: 'stored',
		rivals: 0,
		origin: null,
		...more,
	};
}
const frameAt = (index: number) => shownFrame(study, stack, index)!;

describe.each(kinds)('%s', (kind) => {
	it('is whole when drawn, and comes back from the patient to the very pixels', () => {
		expect(isWhole(kind, built(kind))).toBe(true);
		const [placed] = placedMarks([shown(kind)], frameAt(1));
		placed!.pixels.forEach(([x, y], i) => {
			expect(x).toBeCloseTo(built(kind)[i]![0], 9);
			expect(y).toBeCloseTo(built(kind)[i]![1], 9);
		});
		expect(placed!.here).toBe(true);
	});

	it.each(views)('is hit where it is seen when %s, and its end can be taken', (_, view) => {
		const placement = new Placement(view, pictureBox, box);
		const marks = placedMarks([shown(kind)], frameAt(1));
		for (const [i, pixel] of built(kind).entries()) {
			const at = placement.onScreen(pixel);
			const back = placement.inPicture(at);
			expect(back[0]).toBeCloseTo(pixel[0], 6);
			expect(back[1]).toBeCloseTo(pixel[1], 6);
			const space = { marks, placement, geometry, boxes: new Map() };
			const hit = hitAt({ x: at.x + 2, y: at.y - 2 }, space, { pointer: 'mouse', chosen: null });
			if (kind === 'freehand') expect(hit?.part).toBe('line');
			else expect(hit?.part).toMatchObject({ handle: expect.any(Number) });
			if (kind === 'length') expect(hit?.part).toEqual({ handle: i });
			const others = placedMarks([shown(kind, {}, { mine: false })], frameAt(1));
			expect(hitAt(at, { ...space, marks: others }, { pointer: 'touch', chosen: null })?.part ?? 'line').toBe(
				'line',
			);
		}
	});

	it('stays itself when any of its points is moved, and moves the one that is held', () => {
		const points = built(kind);
		const scale = scaleOf(points, geometry);
		for (const index of points.keys()) {
			const to: Pixel = [points[index]![0] + 6, points[index]![1] + 3];
			const edited = kindOf(kind).edit(points, { index, to, scale });
			expect(isWhole(kind, edited)).toBe(true);
			expect(edited.flat().every(Number.isFinite)).toBe(true);
			if (kind !== 'freehand') expect(edited[index]).not.toEqual(points[index]);
		}
	});
});

describe('what is drawn is what is measured', () => {
	const of = (kind: AnnotationKind, name: string): number | undefined =>
		measuresOf(kind, ordered(kind, built(kind), scaleOf(built(kind), geometry)), geometry, null).find(
			(each) => each.name === name,
		)?.value;

	it('on oblong pixels, in millimetres', () => {
		expect(of('length', 'length')).toBeCloseTo(80, 9);
		expect(of('angle', 'angle')).toBeCloseTo(45, 9);
		expect(of('cobb', 'angle')).toBeCloseTo(45, 9);
		expect(of('bidirectional', 'length')).toBeCloseTo(20, 9);
		expect(of('bidirectional', 'width')).toBeCloseTo(10, 9);
		expect(of('ellipse', 'area')).toBeCloseTo(Math.PI * 12.5 * 14, 9);
		expect(of('rectangle', 'area')).toBeCloseTo(600, 9);
		expect(of('circle', 'length')).toBeCloseTo(20, 9);
		expect(of('freehand', 'area')).toBeCloseTo(100, 9);
	});

	it('a circle of the patient is a circle on the screen, at every turn', () => {
		for (const [, view] of views) {
			const placement = new Placement(view, pictureBox, box);
			const points = built('circle');
			const [outline] = kindOf('circle').lines(points, scaleOf(points, geometry));
			const centre = placement.onScreen(points[0]!);
			const radii = outline!.points.map((pixel) => {
				const at = placement.onScreen(pixel);
				return Math.hypot(at.x - centre.x, at.y - centre.y);
			});
			expect(Math.max(...radii) / Math.min(...radii)).toBeCloseTo(1, 9);
		}
	});

	it('keeps the cross of two diameters at a right angle, whichever end is pulled', () => {
		const points = built('bidirectional');
		const scale = scaleOf(points, geometry);
		for (const index of [0, 1, 2, 3]) {
			const [a, b, c, d] = kindOf('bidirectional').edit(points, { index, to: [131, 33], scale });
			const long = [(b![0] - a![0]) * 0.5, b![1] - a![1]] as const;
			const short = [(d![0] - c![0]) * 0.5, d![1] - c![1]] as const;
			expect(long[0] * short[0] + long[1] * short[1]).toBeCloseTo(0, 9);
		}
	});

	it('keeps the longer axis first, as SCOORD wants it', () => {
		const scale = scaleOf(built('ellipse'), geometry);
		const [a, b, c, d] = ordered('ellipse', built('ellipse'), scale);
		expect(Math.abs(b![1] - a![1])).toBe(28);
		expect(Math.abs(d![0] - c![0])).toBe(50);
	});

	it('without millimetres counts widths of a pixel, so that angles stay true', () => {
		const bare = geometryOf(tall(1, { spacing: null, aspect: [2, 1] }).instance, 1);
		expect(measuresOf('angle', built('angle'), bare, null)).toMatchObject([{ name: 'angle', unit: '°' }]);
		expect(measuresOf('angle', built('angle'), bare, null)[0]!.value).toBeCloseTo(45, 9);
		expect(
			measuresOf(
				'length',
				[
					[0, 0],
					[0, 10],
				],
				bare,
				null,
			)[0],
		).toMatchObject({ value: 20, unit: 'px', trust: 'none' });
	});
});

describe('threat-18: a mark is painted on its own picture only', () => {
	const seenOn = (mark: ShownMark, index = 1): boolean[] =>
		placedMarks([mark], frameAt(index)).map(({ here }) => here);

	it.each<[string, Partial<Annotation>]>([
		['of another study', { study: '2.25.11' }],
		[
			'of another instance, in pixels',
			{
				instance: '2.25.10.77',
				points: {
					space: 'image',
					at: [
						[1, 1],
						[9, 9],
					],
				},
			},
		],
		[
			'of another frame, in pixels',
			{
				frame: 2,
				points: {
					space: 'image',
					at: [
						[1, 1],
						[9, 9],
					],
				},
			},
		],
		[
			'that says it is here and lies elsewhere in the patient',
			{
				points: {
					space: 'patient',
					frameOfReference: '2.25.99',
					at: [
						[0, 0, 60],
						[9, 9, 60],
					],
				},
			},
		],
		[
			'of another frame of reference',
			{
				points: {
					space: 'patient',
					frameOfReference: '2.25.98',
					at: [
						[0, 0, 10],
						[9, 9, 10],
					],
				},
			},
		],
	])('not one %s', (_, over) => {
		expect(seenOn(shown('length'))).toEqual([true]);
		expect(seenOn(shown('length', over))).toEqual([]);
	});

	it('not on the next slice; quietly on another picture through the same place, within half a slice', () => {
		expect(seenOn(shown('length'), 0)).toEqual([]);
		expect(seenOn(shown('length'), 2)).toEqual([]);
		const near = (mm: number): ShownMark =>
			shown('length', {
				instance: '2.25.10.77',
				points: {
					space: 'patient',
					frameOfReference: '2.25.99',
					at: [
						[0, 0, 10 + mm],
						[9, 9, 10 + mm],
					],
				},
			});
		expect(seenOn(near(2.4))).toEqual([false]);
		expect(seenOn(near(2.5))).toEqual([]);
		// One end near, the other far: it crosses this slice and belongs to none of it.
		const across = shown('length', {
			instance: '2.25.10.77',
			points: {
				space: 'patient',
				frameOfReference: '2.25.99',
				at: [
					[0, 0, 10],
					[9, 9, 30],
				],
			},
		});
		expect(seenOn(across)).toEqual([]);
	});

	it('and none where the picture itself is refused: another patient’s, or damaged', () => {
		const wrong = [1, 2, 3].map((number) => tall(number, { patientMismatch: true }));
		expect(shownFrame(study, wrong, 1)).toBeNull();
	});
});

describe('pointers of others', () => {
	it('show at their place in the patient, on the slice that holds it and no other', () => {
		const place = pointedPlace([120, 40], frameAt(1));
		expect(pointedPixel(place, frameAt(1))).toEqual([120, 40]);
		expect(pointedPixel(place, frameAt(2))).toBeNull();
		expect(
			pointedPixel({ space: 'picture', instance: '2.25.10.2', frame: 1, at: [3, 4] }, frameAt(1)),
		).toEqual([3, 4]);
		expect(
			pointedPixel({ space: 'picture', instance: '2.25.10.2', frame: 1, at: [3, 4] }, frameAt(0)),
		).toBeNull();
	});
});

describe('a sketch', () => {
	const apart = ([ax, ay]: Pixel, [bx, by]: Pixel): boolean => Math.hypot(ax - bx, ay - by) > 1;

	it('takes drags and taps alike', () => {
		const dragged = new Sketch('angle', apart);
		dragged.begin([0, 0]);
		dragged.end([10, 0]);
		expect(dragged.done).toBe(false);
		dragged.begin([10, 5]);
		dragged.end([10, 10]);
		expect(dragged.places).toEqual([
			[0, 0],
			[10, 0],
			[10, 10],
		]);
		expect(dragged.done).toBe(true);
		const tapped = new Sketch('angle', apart);
		for (const at of [
			[0, 0],
			[10, 0],
			[10, 0],
			[10, 10],
		] as Pixel[])
			tapped.tap(at);
		expect(tapped.places).toEqual(dragged.places);
	});

	it('gives back only the stroke that was a pinch', () => {
		const sketch = new Sketch('cobb', apart);
		sketch.begin([0, 0]);
		sketch.end([10, 0]);
		sketch.begin([0, 9]);
		sketch.move([5, 9]);
		sketch.drop();
		expect(sketch.places).toEqual([
			[0, 0],
			[10, 0],
		]);
	});

	it('of a hand that never stops stays within its bounds, and close to what was drawn', () => {
		const path = Array.from({ length: longestPath }, (_, i): Pixel => [
			100 + 50 * Math.cos(i / 300) + Math.sin(i / 7),
			60 + 50 * Math.sin(i / 300),
		]);
		const kept = simplified(path, 0.2, pointsOf.freehand[1]);
		expect(kept.length).toBeLessThanOrEqual(pointsOf.freehand[1]);
		expect(kept.length).toBeGreaterThan(30);
		expect(kept[0]).toEqual(path[0]);
	});
});

describe('words beside a mark', () => {
	const words = marksWords.th;
	it('carry unit and trust', () => {
		const said = (
			kind: AnnotationKind,
			trust: 'calibrated' | 'estimated' | 'imager' | 'none',
			unit = 'mm',
		): string =>
			measureLines(kind, [{ name: 'length', value: 48.24, unit, trust }], words)
				.map(({ text }) => text)
				.join(' ');
		expect(said('length', 'estimated')).toBe('48.2 มม. โดยประมาณ');
		expect(said('length', 'calibrated')).toBe('48.2 มม. สอบเทียบแล้ว');
		expect(said('length', 'none', 'px')).toBe('48.2 พิกเซล ไม่มีมาตราส่วน');
	});

	it('show both numbers where the author saw another one', () => {
		const mark = shown('length', {
			seen: [{ name: 'length', value: 48.2, unit: 'mm', trust: 'calibrated' }],
		}).mark;
		const ours = measuresOf('length', built('length'), geometry, null);
		expect(disagreements(mark, ours, false)).toHaveLength(1);
		expect(disagreements({ ...mark, seen: [{ ...mark.seen[0]!, value: 80.04 }] }, ours, false)).toEqual([]);
	});

	it('stand beside every mark, inside the place and apart from each other', () => {
		const placement = new Placement(fitted, pictureBox, box);
		const labels = kinds
			.filter((kind) => kind !== 'text')
			.map((kind) => ({
				id: kind,
				outline: built(kind).map((pixel) => placement.onScreen(pixel)),
				size: { width: 110, height: 30 },
				pushed: null,
				atPoint: false,
			}));
		const places = labelPlaces(labels, box);
		for (const { id, outline } of labels) {
			const at = places.get(id)!;
			expect(at.x >= 0 && at.y >= 0 && at.x + at.width <= box.width && at.y + at.height <= box.height).toBe(
				true,
			);
			const covered = outline.some(
				({ x, y }) => x > at.x && x < at.x + at.width && y > at.y && y < at.y + at.height,
			);
			expect(covered, id).toBe(false);
		}
	});
});
