/**
 * A mark while it is being drawn: the places put down so far, and the one that still moves. A place is put down by a drag (its
 * start and its end) or by a tap, as a reader likes; a stroke that turns out to be a pinch takes back what it put down and nothing
 * more, so that one may zoom between two places.
 */
import { longestPath } from './figures.ts';
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import type { Pixel } from '#lib/annotation/frame-geometry.ts';
import { kindOf } from './kinds.ts';
import type { Placement } from './placement.ts';

export class Sketch {
	readonly kind: AnnotationKind;
	readonly #wanted: number | 'path';
	/** Far enough from each other to be two places and not a trembling finger. */
	readonly #apart: (one: Pixel, other: Pixel) => boolean;
	#fixed: readonly Pixel[] = [];
	#before: readonly Pixel[] = [];
	#moving: Pixel | null = null;

	constructor(kind: AnnotationKind, apart: (one: Pixel, other: Pixel) => boolean) {
		this.kind = kind;
		this.#wanted = kindOf(kind).places;
		this.#apart = apart;
	}

	get places(): readonly Pixel[] {
		return this.#moving === null ? this.#fixed : [...this.#fixed, this.#moving];
	}

	/** How many places are put down. */
	get put(): number {
		return this.#fixed.length;
	}

	get done(): boolean {
		return this.#moving === null && this.#fixed.length === this.#wanted;
	}

	/** A path knows its end only by the pointer's leaving. */
	get traced(): boolean {
		return this.#wanted === 'path' && this.#moving === null && this.#fixed.length > 2;
	}

	begin(at: Pixel): void {
		this.#before = this.#fixed;
		if (this.#wanted === 'path') this.#fixed = [at];
		else if (this.#wanted - this.#fixed.length > 1) this.#fixed = [...this.#fixed, at];
		this.#moving = at;
	}

	move(at: Pixel): void {
		const last = this.#fixed.at(-1);
		if (this.#wanted === 'path' && last !== undefined && this.#fixed.length < longestPath)
			this.#fixed = [...this.#fixed, at];
		this.#moving = at;
	}

	end(at: Pixel): void {
		this.move(at);
		this.#moving = null;
		if (this.#wanted !== 'path') this.#put(at);
	}

	tap(at: Pixel): void {
		this.#before = this.#fixed;
		this.#moving = null;
		if (this.#wanted !== 'path') this.#put(at);
	}

	/** Where the next place would be, under a mouse that isn't pressed. */
	hover(at: Pixel | null): void {
		this.#moving = this.#fixed.length === 0 ? null : at;
	}

	/** The stroke under way was none. */
	drop(): void {
		this.#fixed = this.#before;
		this.#moving = null;
	}

	#put(at: Pixel): void {
		const last = this.#fixed.at(-1);
		if (last === undefined || this.#apart(last, at)) this.#fixed = [...this.#fixed, at];
	}
}

const spread: Readonly<Record<1 | 2 | 3 | 4, readonly (readonly [number, number])[]>> = {
	1: [[0, 0]],
	2: [
		[-1, -0.5],
		[1, 0.5],
	],
	3: [
		[-1, -0.5],
		[0, 0.5],
		[1, -0.5],
	],
	4: [
		[-1, -0.5],
		[1, -0.5],
		[-1, 0.3],
		[1, 0.6],
	],
};

/** Places around the middle of what is seen, for someone without a pointer; none for a path, which only a pointer can go. */
export function middlePlaces(kind: AnnotationKind, placement: Placement): Pixel[] {
	const { places } = kindOf(kind);
	const { width, height } = placement.box;
	const reach = Math.min(width, height) / 6;
	if (places === 'path') return [];
	return spread[places].map(([x, y]) =>
		placement.held({ x: width / 2 + x * reach, y: height / 2 + y * reach }),
	);
}
