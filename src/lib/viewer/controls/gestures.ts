/**
 * Our own pointer layer (offline.md 5): the engine's touch handling draws a stray line under a pinch, zooms five times for three, and
 * jumps after a touchcancel. Left drag or one finger or the pen: the active tool. Right drag zooms, middle drag pans, wheel
 * scrolls in whole steps. Two fingers: pinch and pan 1:1 about their middle. A finger must move 6 px or rest 80 ms before it
 * starts a tool, so that the first finger of a pinch does nothing; when the second one lands, what the first began is taken back.
 */
import { pointerKind } from '../marks/pointer-kind.ts';
import type { MarkHand } from '../marks/mark-hand.ts';
import type { PointerTool } from '../viewport-state.ts';

export interface GestureTarget {
	tool(): PointerTool;
	/** A drag of the active tool begins; what it returns takes it back if it turns out to be a pinch. */
	begin(): () => void;
	window(dx: number, dy: number): void;
	pan(dx: number, dy: number): void;
	zoom(factor: number, anchor: { x: number; y: number }): void;
	scroll(steps: number): void;
	hover(point: { x: number; y: number } | null): void;
	/** Marks are drawn by the same pointers; null until what draws them has come. */
	hand(): MarkHand | null;
}

export interface GestureEvent {
	readonly pointerId: number;
	readonly pointerType: string;
	readonly button: number;
	readonly clientX: number;
	readonly clientY: number;
	readonly timeStamp: number;
}

interface Pointer {
	x: number;
	y: number;
	readonly startX: number;
	readonly startY: number;
	readonly since: number;
	readonly type: string;
	readonly button: number;
}

const holdMs = 80;
const holdPx = 6;
/** A wheel notch is 100-120; a touchpad sends many small ones. */
const wheelStep = 80;
const penQuietMs = 1000;

export class Gestures {
	readonly #target: GestureTarget;
	readonly #origin: () => { left: number; top: number; height: number; count: number };
	readonly #pointers = new Map<number, Pointer>();
	#drag: (() => void) | null = null;
	/** The marks' own stroke, from the press on. */
	#drawing: MarkHand | null = null;
	/** After a pinch the finger that stays does nothing until it is lifted. */
	#spent = false;
	#wheel = 0;
	#scrolled = 0;
	#penAt = Number.NEGATIVE_INFINITY;

	constructor(
		target: GestureTarget,
		origin: () => { left: number; top: number; height: number; count: number },
	) {
		this.#target = target;
		this.#origin = origin;
	}

	down(event: GestureEvent): void {
		if (event.pointerType === 'pen') this.#penAt = event.timeStamp;
		// The hand that holds the pen rests on the glass.
		else if (event.pointerType === 'touch' && event.timeStamp - this.#penAt < penQuietMs) return;
		this.#pointers.set(event.pointerId, {
			x: event.clientX,
			y: event.clientY,
			startX: event.clientX,
			startY: event.clientY,
			since: event.timeStamp,
			type: event.pointerType,
			button: event.button,
		});
		if (this.#pointers.size === 1) {
			const hand = event.button === 0 ? this.#target.hand() : null;
			const at = this.#local(event.clientX, event.clientY);
			this.#drawing = hand?.takes(at, pointerKind(event.pointerType)) === true ? hand : null;
		}
		if (this.#pointers.size === 2) this.#takeBack();
	}

	move(event: GestureEvent): void {
		const pointer = this.#pointers.get(event.pointerId);
		if (pointer === undefined) {
			if (event.pointerType !== 'touch') this.#target.hover(this.#local(event.clientX, event.clientY));
			return;
		}
		if (pointer.type === 'pen') this.#penAt = event.timeStamp;
		if (this.#pointers.size === 2) this.#pinch(pointer, event);
		else if (this.#pointers.size === 1 && !this.#spent) this.#dragged(pointer, event);
		pointer.x = event.clientX;
		pointer.y = event.clientY;
	}

	up(event: GestureEvent): void {
		const pointer = this.#pointers.get(event.pointerId);
		this.#pointers.delete(event.pointerId);
		if (pointer === undefined || this.#pointers.size > 0) return;
		const at = this.#local(event.clientX, event.clientY);
		if (this.#drag !== null) this.#drawing?.end(at);
		else if (!this.#spent && pointer.button === 0) this.#target.hand()?.tap(at, pointerKind(pointer.type));
		this.#rest();
	}

	/** The system took the touch away (a call, a swipe from the edge): as if it had never been. */
	cancel(event: GestureEvent): void {
		if (!this.#pointers.has(event.pointerId)) return;
		this.#takeBack();
		this.#pointers.clear();
		this.#rest();
	}

	leave(): void {
		if (this.#pointers.size === 0) this.#target.hover(null);
	}

	/** `delta` in pixels; with Ctrl held (or a touchpad pinch, which browsers send as that) it zooms. */
	wheel(delta: number, options: { ctrlKey: boolean; clientX: number; clientY: number }): void {
		if (options.ctrlKey) {
			this.#target.zoom(
				Math.exp(-Math.max(-50, Math.min(50, delta)) / 150),
				this.#local(options.clientX, options.clientY),
			);
			return;
		}
		if (Math.sign(delta) !== Math.sign(this.#wheel)) this.#wheel = 0;
		this.#wheel += delta;
		const steps = Math.trunc(this.#wheel / wheelStep);
		// A slow mouse wheel that sends less than a step still moves one image a notch.
		const whole = steps === 0 && Math.abs(delta) >= 40 ? Math.sign(delta) : steps;
		if (whole === 0) return;
		this.#wheel = steps === 0 ? 0 : this.#wheel - steps * wheelStep;
		this.#target.scroll(whole);
	}

	/** What the first finger began was not meant. */
	#takeBack(): void {
		this.#drag?.();
		this.#drag = null;
		this.#drawing?.abandon();
		this.#drawing = null;
		this.#spent = true;
	}

	#rest(): void {
		this.#drag = null;
		this.#drawing = null;
		this.#spent = false;
		this.#scrolled = 0;
	}

	#dragged(pointer: Pointer, event: GestureEvent): void {
		if (this.#drag === null) {
			const moved = Math.hypot(event.clientX - pointer.startX, event.clientY - pointer.startY);
			const held = pointer.type !== 'touch' || event.timeStamp - pointer.since >= holdMs || moved >= holdPx;
			if (!held || moved < (pointer.type === 'touch' ? 2 : 1)) return;
			if (this.#drawing === null) this.#drag = this.#target.begin();
			else {
				this.#drag = () => undefined;
				this.#drawing.begin(this.#local(pointer.startX, pointer.startY));
			}
		}
		if (this.#drawing !== null) {
			this.#drawing.move(this.#local(event.clientX, event.clientY));
			return;
		}
		const dx = event.clientX - pointer.x;
		const dy = event.clientY - pointer.y;
		const start = this.#local(pointer.startX, pointer.startY);
		switch (pointer.button === 2 ? 'zoom' : pointer.button === 1 ? 'pan' : this.#target.tool()) {
			case 'window':
				this.#target.window(dx, dy);
				return;
			case 'pan':
				this.#target.pan(dx, dy);
				return;
			case 'zoom':
				this.#target.zoom(Math.exp(-dy / 150), start);
				return;
			case 'scroll':
				this.#scroll(dy);
				return;
			default:
		}
	}

	/** The whole height goes through the whole stack, but never faster than one image in 3 px. */
	#scroll(dy: number): void {
		const { height, count } = this.#origin();
		const pixels = Math.max(3, Math.min(24, (height * 0.8) / Math.max(1, count)));
		this.#scrolled += dy;
		const steps = Math.trunc(this.#scrolled / pixels);
		if (steps === 0) return;
		this.#scrolled -= steps * pixels;
		this.#target.scroll(steps);
	}

	#pinch(moving: Pointer, event: GestureEvent): void {
		const still = [...this.#pointers.values()].find((one) => one !== moving);
		if (still === undefined) return;
		const before = { x: (moving.x + still.x) / 2, y: (moving.y + still.y) / 2 };
		const after = { x: (event.clientX + still.x) / 2, y: (event.clientY + still.y) / 2 };
		this.#target.pan(after.x - before.x, after.y - before.y);
		const was = Math.hypot(moving.x - still.x, moving.y - still.y);
		const is = Math.hypot(event.clientX - still.x, event.clientY - still.y);
		if (was > 8 && is > 8) this.#target.zoom(is / was, this.#local(after.x, after.y));
	}

	#local(x: number, y: number): { x: number; y: number } {
		const { left, top } = this.#origin();
		return { x: x - left, y: y - top };
	}
}

/** What the pointers move. */
interface Steered {
	readonly tool: PointerTool;
	readonly index: number;
	readonly count: number;
	scrollTo(index: number): void;
	scrollBy(steps: number): void;
	dragWindow(dx: number, dy: number): void;
	panBy(dx: number, dy: number): void;
	zoomBy(factor: number, anchor: { x: number; y: number }): void;
}

/** Puts a viewport under mouse, fingers and pen; returns the way to stop. */
export function followPointers(
	element: HTMLElement,
	viewport: Steered,
	more: {
		remember(): () => void;
		hover(point: { x: number; y: number } | null): void;
		hand(): MarkHand | null;
	},
): () => void {
	const target: GestureTarget = {
		tool: () => viewport.tool,
		begin: () => {
			const undo = more.remember();
			const { index } = viewport;
			return () => {
				undo();
				viewport.scrollTo(index);
			};
		},
		window: (dx, dy) => viewport.dragWindow(dx, dy),
		pan: (dx, dy) => viewport.panBy(dx, dy),
		zoom: (factor, anchor) => viewport.zoomBy(factor, anchor),
		scroll: (steps) => viewport.scrollBy(steps),
		hover: (point) => more.hover(point),
		hand: () => more.hand(),
	};
	const origin = (): { left: number; top: number; height: number; count: number } => {
		const { left, top, height } = element.getBoundingClientRect();
		return { left, top, height, count: viewport.count };
	};
	return listen(element, new Gestures(target, origin));
}

function listen(element: HTMLElement, gestures: Gestures): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	let turned = 0;
	let frame: number | null = null;
	element.addEventListener(
		'pointerdown',
		(event) => {
			// The middle button would start the browser's own scrolling.
			if (event.button === 1) event.preventDefault();
			element.setPointerCapture(event.pointerId);
			gestures.down(event);
		},
		{ signal },
	);
	element.addEventListener('pointermove', (event) => gestures.move(event), { signal });
	element.addEventListener('pointerup', (event) => gestures.up(event), { signal });
	element.addEventListener('pointercancel', (event) => gestures.cancel(event), { signal });
	element.addEventListener('pointerleave', () => gestures.leave(), { signal });
	element.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
	element.addEventListener(
		'wheel',
		(event) => {
			event.preventDefault();
			const pixels = event.deltaMode === 0 ? event.deltaY : event.deltaY * (event.deltaMode === 1 ? 33 : 400);
			if (event.ctrlKey) {
				gestures.wheel(pixels, event);
				return;
			}
			// Once a screen frame, however fast the wheel turns: pictures that nobody could see are not painted.
			turned += pixels;
			frame ??= requestAnimationFrame(() => {
				const all = turned;
				turned = 0;
				frame = null;
				if (all !== 0) gestures.wheel(all, event);
			});
		},
		{ signal, passive: false },
	);
	return () => {
		stop.abort();
		if (frame !== null) cancelAnimationFrame(frame);
	};
}
