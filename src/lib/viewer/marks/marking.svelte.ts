/**
 * The hand that draws: takes what the pointer layer says, makes marks of it and tells the sink. It holds only what is under way (a
 * sketch, a mark being moved, the chosen one); what is at rest belongs to the sink.
 */
import { SvelteMap } from 'svelte/reactivity';
import { longestLabel, pointsOf, type AnnotationKind } from '#lib/annotation/annotation.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Viewport } from '../viewport.svelte.ts';
import type { PointerTool } from '../viewport-state.ts';
import { shifted, simplified } from './figures.ts';
import { hitAt, isChangeable, noBoxes, type Hit, type Rect } from './hit.ts';
import { kindOf } from './kinds.ts';
import { markCommands } from './mark-commands.ts';
import type { MarkHand } from './mark-hand.ts';
import { kindOfTool } from './mark-tool.ts';
import { mayAdd, mayDraw } from './mark.ts';
import { Motion } from './motion.ts';
import { pointedPlace, type PlacedMark } from './placed-marks.ts';
import type { PointerKind } from './pointer-kind.ts';
import type { ScreenPoint } from './placement.ts';
import { Scene, type Draft } from './scene.svelte.ts';
import { middlePlaces, Sketch } from './sketch.ts';
import { refusalOf, type Refusal, type Stroke, type Writing } from './stroke.ts';

/** CSS pixels between two places that are two. */
const apartPx = 4;
/** A freehand line is kept as exactly as a screen shows it. */
const pathTolerancePx = 0.4;
/** A finger that rests wants to see what it hides. */
const loupeAfterMs = 120;

export class Marking implements MarkHand {
	readonly commands = markCommands;
	readonly scene: Scene;
	draft = $state.raw<Draft | null>(null);
	/** A sketch that waits for its next place. */
	waiting = $state.raw<{ readonly placed: number; readonly kind: AnnotationKind } | null>(null);
	chosen = $state.raw<string | null>(null);
	/** The point of the chosen mark that the arrows move; null: they move all of it. */
	grip = $state.raw<{ readonly id: string; readonly index: number } | null>(null);
	/** The mark whose button the keyboard should stand on. */
	focused = $state.raw<string | null>(null);
	hovered = $state.raw<Hit | null>(null);
	refusal = $state.raw<Refusal | null>(null);
	writing = $state.raw<Writing | null>(null);
	/** Where a finger hides the picture. */
	loupe = $state.raw<ScreenPoint | null>(null);
	/** How far a mark's words were pushed aside, on this screen only. */
	readonly pushed = new SvelteMap<string, ScreenPoint>();
	/** Where words stand now: told by the layer that lays them out. */
	boxes: ReadonlyMap<string, Rect> = noBoxes;

	readonly #viewport: Viewport;
	readonly #motion: Motion;
	#sketch: Sketch | null = null;
	#taken: Stroke | null = null;
	#stroke: Stroke | null = null;
	#pointer: PointerKind = 'mouse';
	#hold: ReturnType<typeof setTimeout> | null = null;
	#before: PointerTool = 'window';

	readonly chosenMark: PlacedMark | null = $derived.by(
		() => this.scene.placed.find(({ shown }) => shown.id === this.chosen) ?? null,
	);
	readonly cursor = $derived.by(() => {
		const hit = this.hovered;
		if (hit !== null && (hit.part === 'box' || this.#mayTake(hit))) return 'move';
		return kindOfTool(this.#viewport.tool) === null ? null : 'crosshair';
	});

	constructor(viewport: Viewport) {
		this.#viewport = viewport;
		this.scene = new Scene(viewport);
		this.#motion = new Motion(() => viewport.sink);
	}

	takes(point: ScreenPoint, pointer: PointerKind): boolean {
		this.#pointer = pointer;
		this.#taken = this.#strokeFor(point);
		const aims = this.#taken?.kind === 'sketch' || this.#taken?.kind === 'change';
		if (pointer === 'touch' && aims) this.#hold = setTimeout(() => (this.loupe = point), loupeAfterMs);
		return this.#taken !== null || kindOfTool(this.#viewport.tool) !== null;
	}

	begin(point: ScreenPoint): void {
		this.#stroke = this.#taken;
		const { placement } = this.scene;
		if (placement === null || this.#stroke === null) return;
		this.#viewport.cine.pause();
		if (this.#stroke.kind === 'change') this.chosen = this.#stroke.hit.mark.shown.id;
		if (this.#stroke.kind === 'sketch') {
			this.chosen = null;
			this.#open()?.begin(placement.held(point));
		}
		this.move(point);
	}

	move(point: ScreenPoint): void {
		const { placement } = this.scene;
		const stroke = this.#stroke;
		if (placement === null || stroke === null) return;
		this.#endHold();
		switch (stroke.kind) {
			case 'sketch':
				this.#sketch?.move(placement.held(point));
				this.#draw();
				break;
			case 'change':
				this.#change(stroke, placement.inPicture(point));
				break;
			case 'box':
				this.#push(stroke.id, {
					x: stroke.was.x + point.x - stroke.from.x,
					y: stroke.was.y + point.y - stroke.from.y,
				});
				return;
			case 'laser':
				this.#point(point, true);
				return;
		}
		if (this.#pointer === 'touch') this.loupe = point;
		this.#tell();
	}

	end(point: ScreenPoint): void {
		this.move(point);
		const [stroke, { placement }] = [this.#stroke, this.scene];
		this.#stroke = null;
		this.loupe = null;
		if (stroke?.kind === 'sketch' && placement !== null) {
			this.#sketch?.end(placement.held(point));
			this.#finish();
		} else if (stroke?.kind === 'change') this.#rest();
		else if (stroke?.kind === 'laser') this.#point(point, false);
	}

	tap(point: ScreenPoint, pointer: PointerKind): void {
		this.#pointer = pointer;
		this.#endHold();
		this.loupe = null;
		const { placement } = this.scene;
		const taken = this.#taken;
		this.#taken = null;
		if (placement === null) return;
		if (taken?.kind === 'sketch') {
			this.chosen = null;
			this.#open()?.tap(placement.held(point));
			this.#finish();
		} else if (this.#sketch === null) this.choose(this.#hitAt(point)?.mark.shown.id ?? null);
	}

	abandon(): void {
		this.#endHold();
		this.loupe = null;
		const stroke = this.#stroke;
		this.#stroke = null;
		this.#taken = null;
		if (stroke?.kind === 'sketch') {
			this.#sketch?.drop();
			this.#draw();
		} else if (stroke?.kind === 'change') this.draft = null;
		else if (stroke?.kind === 'box') this.#push(stroke.id, stroke.was);
		else if (stroke?.kind === 'laser') this.#viewport.sink?.pointing?.(null, false);
		if (this.draft === null) this.#motion.still();
	}

	hover(point: ScreenPoint | null): void {
		this.#pointer = 'mouse';
		this.hovered = point === null ? null : this.#hitAt(point);
		this.#point(point, false);
		const { placement } = this.scene;
		if (this.#sketch === null || placement === null) return;
		this.#sketch.hover(point === null ? null : placement.held(point));
		this.#draw();
		this.#tell();
	}

	away(): void {
		this.abandon();
		this.#nothing();
		this.hovered = null;
		this.refusal = null;
		this.writing = null;
	}

	choose(id: string | null): void {
		this.chosen = id;
	}

	get removable(): boolean {
		return this.chosenMark !== null && isChangeable(this.chosenMark);
	}

	get busy(): boolean {
		const { tool } = this.#viewport;
		const inHand = kindOfTool(tool) !== null || tool === 'point';
		const under = this.writing !== null || this.draft !== null || this.waiting !== null;
		return inHand || under || this.chosen !== null || this.refusal !== null;
	}

	/** One step back out of what is under way. */
	escape(): void {
		if (this.writing !== null) this.writing = null;
		else if (this.draft !== null || this.#sketch !== null) {
			this.abandon();
			this.#nothing();
		} else if (this.chosen !== null) this.chosen = null;
		else if (kindOfTool(this.#viewport.tool) !== null || this.#viewport.tool === 'point') this.putDown();
		else this.refusal = null;
	}

	/** Takes up a tool for marks; the same again puts it down. */
	pick(tool: PointerTool): void {
		const { tool: now } = this.#viewport;
		this.away();
		if (kindOfTool(now) === null && now !== 'point') this.#before = now;
		this.#viewport.setTool(now === tool ? this.#before : tool);
	}

	putDown(): void {
		this.#viewport.setTool(this.#before);
		this.refusal = null;
	}

	remove(): void {
		const mark = this.chosenMark;
		if (mark === null || !this.removable) return;
		this.chosen = null;
		this.focused = null;
		this.draft = null;
		this.#viewport.sink?.remove(mark.shown.id);
	}

	/** Without a pointer: a mark of the tool in hand comes into the middle of what is seen, for the arrows to carry. */
	putInMiddle(): void {
		const [kind, { placement }] = [kindOfTool(this.#viewport.tool), this.scene];
		if (kind === null || placement === null || !mayDraw(this.#viewport.sink)) return;
		this.refusal = refusalOf(this.#viewport.sink, this.scene.measurable(kind));
		const places = middlePlaces(kind, placement);
		const [at] = places;
		if (this.refusal !== null || at === undefined) return;
		if (kindOf(kind).needsLabel === true) {
			this.writing = { at, base: null, text: '' };
			return;
		}
		const points = kindOf(kind).build(places, this.scene.scale(places));
		this.draft = { kind, points, label: '', base: null };
		this.#rest();
		this.focused = this.chosen;
	}

	/** On a mark: with a tool in hand another one, else its words. */
	enter(): void {
		if (kindOfTool(this.#viewport.tool) === null) this.write();
		else this.putInMiddle();
	}

	/** The next point of the chosen mark, and after the last one the whole again. */
	nextGrip(): void {
		const mark = this.chosenMark;
		if (mark === null || kindOf(mark.shown.mark.kind).handles === 'none') return;
		const index = this.grip?.id === mark.shown.id ? this.grip.index + 1 : 0;
		this.grip = index < mark.pixels.length ? { id: mark.shown.id, index } : null;
	}

	/** By the keyboard, in CSS pixels as seen; `restNudged` ends it, so that a held key is one act. */
	nudge(dx: number, dy: number): void {
		const [mark, { placement }] = [this.chosenMark, this.scene];
		if (mark === null || placement === null || !isChangeable(mark)) return;
		if (!this.scene.measurable(mark.shown.mark.kind)) return;
		const [from, to] = [placement.inPicture({ x: 0, y: 0 }), placement.inPicture({ x: dx, y: dy })];
		const points = this.draft?.base === mark.shown.id ? this.draft.points : mark.pixels;
		const step: Pixel = [to[0] - from[0], to[1] - from[1]];
		const held = this.grip?.id === mark.shown.id ? points[this.grip.index] : undefined;
		if (held === undefined || this.grip === null)
			this.#show(mark, this.scene.within(shifted(points, step), points));
		else {
			const aim = this.scene.clamped([held[0] + step[0], held[1] + step[1]]);
			const change = { index: this.grip.index, to: aim, scale: this.scene.scale(points) };
			this.#show(mark, kindOf(mark.shown.mark.kind).edit(points, change));
		}
		this.#tell();
	}

	restNudged(): void {
		const { draft } = this;
		if (draft === null || draft.base === null || this.#stroke !== null) return;
		const index = this.grip?.id === draft.base ? this.grip.index : null;
		this.#rest();
		// Where it is kept it may be another one now: the keyboard stays with it.
		this.focused = this.chosen;
		if (index !== null && this.chosen !== null) this.grip = { id: this.chosen, index };
	}

	write(): void {
		const mark = this.chosenMark;
		const [at] = mark?.pixels ?? [];
		if (mark !== null && at !== undefined && isChangeable(mark))
			this.writing = { at, base: mark, text: mark.shown.mark.label };
	}

	/** The words are done; none at all: a new text comes to nothing, a mark that was there loses its words. */
	written(text: string): void {
		const { writing } = this;
		this.writing = null;
		if (writing === null) return;
		const label = text.trim().slice(0, longestLabel);
		const kind = writing.base?.shown.mark.kind ?? 'text';
		if (label === writing.base?.shown.mark.label || (kind === 'text' && label === '')) return;
		const base = writing.base?.shown.id ?? null;
		this.draft = { kind, label, base, points: writing.base?.pixels ?? [writing.at] };
		this.#rest();
	}

	#strokeFor(point: ScreenPoint): Stroke | null {
		const { placement } = this.scene;
		const { tool, sink } = this.#viewport;
		if (placement === null) {
			this.refusal = kindOfTool(tool) === null ? null : 'not-here-yet';
			return null;
		}
		const hit = this.#hitAt(point);
		if (hit?.part === 'box' && this.#movesWords(hit)) {
			const { id } = hit.mark.shown;
			return { kind: 'box', id, from: point, was: this.pushed.get(id) ?? { x: 0, y: 0 } };
		}
		if (hit !== null && this.#mayTake(hit) && this.scene.measurable(hit.mark.shown.mark.kind)) {
			const from = placement.inPicture(point);
			const held = typeof hit.part === 'object' ? hit.mark.pixels[hit.part.handle] : undefined;
			const offset: Pixel = held === undefined ? [0, 0] : [held[0] - from[0], held[1] - from[1]];
			return { kind: 'change', hit, from, offset };
		}
		if (tool === 'point' && sink?.pointing !== undefined) return { kind: 'laser' };
		const kind = kindOfTool(tool);
		if (kind === null) return null;
		this.refusal = refusalOf(this.#viewport.sink, this.scene.measurable(kind));
		return this.refusal === null && placement.holds(point) ? { kind: 'sketch' } : null;
	}

	#open(): Sketch | null {
		const kind = kindOfTool(this.#viewport.tool);
		if (kind === null) return null;
		if (this.#sketch?.kind !== kind)
			this.#sketch = new Sketch(kind, ([ax, ay], [bx, by]) => {
				const scale = this.scene.placement?.scale ?? 1;
				return Math.hypot(bx - ax, by - ay) * scale >= apartPx;
			});
		return this.#sketch;
	}

	#draw(): void {
		const sketch = this.#sketch;
		if (sketch === null || sketch.places.length === 0) {
			this.draft = null;
			this.waiting = null;
			return;
		}
		const points = kindOf(sketch.kind).build(sketch.places, this.scene.scale(sketch.places));
		this.draft = { kind: sketch.kind, points, label: '', base: null };
		this.waiting = this.#stroke === null ? { kind: sketch.kind, placed: sketch.put } : null;
	}

	#finish(): void {
		this.#draw();
		const sketch = this.#sketch;
		if (sketch === null) return;
		if (kindOf(sketch.kind).places === 'path') {
			const tolerance = pathTolerancePx / (this.scene.placement?.scale ?? 1);
			const points = simplified(sketch.places, tolerance, pointsOf.freehand[1]);
			const drawn = sketch.traced && points.length > 2;
			this.draft = drawn ? { kind: sketch.kind, points, label: '', base: null } : null;
			this.#rest();
			return;
		}
		if (!sketch.done) return;
		const [at] = sketch.places;
		if (kindOf(sketch.kind).needsLabel !== true || at === undefined) {
			this.#rest();
			return;
		}
		this.#nothing();
		this.writing = { at, base: null, text: '' };
	}

	#change({ hit, from, offset }: Stroke & { kind: 'change' }, to: Pixel): void {
		const { mark, part } = hit;
		if (typeof part !== 'object') {
			this.#show(
				mark,
				this.scene.within(shifted(mark.pixels, [to[0] - from[0], to[1] - from[1]]), mark.pixels),
			);
			return;
		}
		const aim = this.scene.clamped([to[0] + offset[0], to[1] + offset[1]]);
		const scale = this.scene.scale(mark.pixels);
		const kind = kindOf(mark.shown.mark.kind);
		this.#show(mark, kind.edit(mark.pixels, { index: part.handle, to: aim, scale }));
	}

	#show({ shown }: PlacedMark, points: readonly Pixel[]): void {
		this.draft = { kind: shown.mark.kind, points, label: shown.mark.label, base: shown.id };
	}

	#push(id: string, by: ScreenPoint): void {
		this.pushed.set(id, by);
	}

	#rest(): void {
		const { draft } = this;
		const mark = draft === null ? null : this.scene.annotation(draft, true);
		this.#nothing();
		const { sink } = this.#viewport;
		if (draft === null || mark === null || sink === null) return;
		this.chosen = sink.rest(mark, draft.base);
		// A finger's next stroke is a scroll again, not another line.
		if (this.#pointer === 'touch' && kindOfTool(this.#viewport.tool) !== null) this.putDown();
	}

	/** Nothing is under way any more, here and at the others'. */
	#nothing(): void {
		this.#sketch = null;
		this.draft = null;
		this.waiting = null;
		this.#motion.still();
	}

	#tell(): void {
		if (this.draft === null) return;
		this.#motion.tell(() => ({
			mark: this.draft === null ? null : this.scene.annotation(this.draft, false),
			base: this.draft?.base ?? null,
		}));
	}

	#point(point: ScreenPoint | null, laser: boolean): void {
		const { placement, frame } = this.scene;
		if (placement === null || frame === null) return;
		const on = point !== null && placement.holds(point);
		this.#viewport.sink?.pointing?.(on ? pointedPlace(placement.inPicture(point), frame) : null, laser);
	}

	#hitAt(point: ScreenPoint): Hit | null {
		const { placement, frame, placed: marks } = this.scene;
		if (placement === null || frame === null) return null;
		const space = { marks, placement, geometry: frame.geometry, boxes: this.boxes };
		return hitAt(point, space, { pointer: this.#pointer, chosen: this.chosen });
	}

	/**
	 * A finger that scrolls across a mark must not carry it away: it takes hold of the chosen one only. With a tool in hand a
	 * line is no handle, or nothing could be measured across another mark.
	 */
	#mayTake({ mark, part }: Hit): boolean {
		if (!isChangeable(mark) || !mayAdd(this.#viewport.sink) || this.#sketch !== null) return false;
		if (this.#pointer === 'touch' && mark.shown.id !== this.chosen) return false;
		const free = kindOfTool(this.#viewport.tool) === null || mark.shown.mark.kind === 'text';
		return typeof part === 'object' || free;
	}

	/** The words of a text are the mark itself. */
	#movesWords({ mark }: Hit): boolean {
		if (mark.shown.mark.kind === 'text') return false;
		return this.#sketch === null && (this.#pointer !== 'touch' || mark.shown.id === this.chosen);
	}

	#endHold(): void {
		if (this.#hold !== null) clearTimeout(this.#hold);
		this.#hold = null;
	}
}
