/** What of the marks can be seen and measured on the shown frame, and where: everything that follows from the viewport alone. */
import { type Annotation, type AnnotationKind } from '#lib/annotation/annotation.ts';
import { keptPoints, pixelsOf, type Pixel } from '#lib/annotation/frame-geometry.ts';
import type { PixelValues } from '#lib/annotation/pixels-inside.ts';
import { scaleOf, type Scale } from '#lib/annotation/scale.ts';
import { pictureOf } from '../painting/view.ts';
import type { Viewport } from '../viewport.svelte.ts';
import { isWhole, ordered } from './kinds.ts';
import { measured, type Grounds } from '#lib/annotation/measured-on.ts';
import { seenOf } from './measured.ts';
import { placedMarks, shownFrame, type PlacedMark } from './placed-marks.ts';
import { pixelValues } from './pixel-values.ts';
import { Placement } from './placement.ts';

/** A mark that is not at rest yet. */
export interface Draft {
	readonly kind: AnnotationKind;
	/** Fewer than its kind has, while places are still to be put down. */
	readonly points: readonly Pixel[];
	readonly label: string;
	/** The mark that is being changed. */
	readonly base: string | null;
}

/** These only point: they may stand on a preview. Everything else waits for every stored pixel. */
const pointing: readonly AnnotationKind[] = ['arrow', 'text'];
const pixelsOnly: Scale = { perColumn: 1, perRow: 1, unit: 'px', trust: 'none' };

export class Scene {
	readonly #viewport: Viewport;

	readonly frame = $derived.by(() =>
		this.#viewport.quality === null
			? null
			: shownFrame(this.#viewport.study, this.#viewport.stack, this.#viewport.index),
	);
	readonly placement = $derived.by(() => {
		const { frame } = this;
		const { view, box } = this.#viewport;
		return frame === null || box.width === 0
			? null
			: new Placement(view, pictureOf(frame.place.instance, frame.place.frame), box);
	});
	readonly placed: readonly PlacedMark[] = $derived.by(() =>
		this.frame === null ? [] : placedMarks([...this.#viewport.foreign, ...this.#viewport.marks], this.frame),
	);
	readonly values: PixelValues | null = $derived.by(() => {
		const [frame, stored, study] = [this.frame, this.#viewport.exact, this.#viewport.study];
		return frame === null || stored === null || study === null
			? null
			: pixelValues(frame.place, stored, study.luts);
	});
	readonly grounds: Grounds | null = $derived.by(() => {
		const { frame, values } = this;
		if (frame === null) return null;
		return { geometry: frame.geometry, values, lossy: frame.place.instance.lossy !== null };
	});

	constructor(viewport: Viewport) {
		this.#viewport = viewport;
	}

	/** On a preview a place may be off by pixels and a value certainly is. */
	measurable(kind: AnnotationKind): boolean {
		return pointing.includes(kind) || this.#viewport.exact !== null;
	}

	scale(points: readonly Pixel[]): Scale {
		return this.frame === null ? pixelsOnly : scaleOf(points, this.frame.geometry);
	}

	/** The nearest place that is still picture. */
	clamped([column, row]: Pixel): Pixel {
		const { columns, rows } = this.frame?.geometry ?? { columns: 0, rows: 0 };
		return [Math.min(columns, Math.max(0, column)), Math.min(rows, Math.max(0, row))];
	}

	/** A mark is never carried off the picture. */
	within(points: readonly Pixel[], otherwise: readonly Pixel[]): readonly Pixel[] {
		const { columns, rows } = this.frame?.geometry ?? { columns: 0, rows: 0 };
		return points.some(([x, y]) => x >= 0 && y >= 0 && x <= columns && y <= rows) ? points : otherwise;
	}

	/** As it is kept and sent; null while it isn't a whole mark. What its author sees goes with it once it rests. */
	annotation({ kind, points, label }: Draft, resting: boolean): Annotation | null {
		const { frame, grounds } = this;
		const { series } = this.#viewport;
		if (frame === null || grounds === null || series === null || !isWhole(kind, points)) return null;
		if (kind === 'text' && label === '') return null;
		const pixels = ordered(kind, points, this.scale(points));
		const kept = keptPoints(pixels, frame.geometry);
		// Measured where everybody else will find them: a pixel's centre on the very line is in for all or for none.
		const found = resting ? (pixelsOf(kept, frame.geometry) ?? pixels) : pixels;
		return {
			kind,
			study: frame.study,
			series: series.uid,
			instance: frame.place.instance.uid,
			frame: frame.place.frame,
			points: kept,
			label,
			seen: resting ? seenOf(measured(kind, found, grounds)) : [],
		};
	}
}
