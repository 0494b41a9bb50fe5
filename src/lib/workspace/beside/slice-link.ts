/**
 * Which slice of one series lies where a slice of another lies, in millimetres along the normal. In one frame of reference
 * (PS3.3 C.7.4.1) that is the same place of the patient; in two, whoever reads brings both to the same place by eye and the offset
 * of that moment is kept. Planes that are turned against each other have no such slice: there the link is refused.
 */
import type { FramePlane, Patient } from '#lib/annotation/frame-geometry.ts';
import { geometryOf } from '#lib/annotation/geometry-of.ts';
import { err, ok, type Result } from '#lib/base/result.ts';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';

/** A stack and the place in it, 0-based. */
export interface Spot {
	readonly stack: readonly StackFrame[];
	readonly index: number;
}

export interface SliceLink {
	/** One frame of reference: the offset is none, and whoever joins can be brought to the very place. */
	readonly same: boolean;
	/** unit vector along which both are measured, patient coordinates (LPS) */
	readonly normal: Patient;
	/** The second lies so much further along it than the first, mm. */
	readonly offset: number;
}

/** Why two places can't be scrolled together; each has a sentence in `i18n/areas/beside.ts`. */
export type NoLink = 'one-picture' | 'no-position' | 'turned';

export interface Partner {
	/** 0-based, in the other stack */
	readonly index: number;
	/** How far beyond the very place it lies along the normal, mm; positive: further along it. */
	readonly apart: number;
}

/** Planes this far apart in direction are the same to an eye that compares. */
const mostDegrees = 5;
const leastCosine = Math.cos((mostDegrees * Math.PI) / 180);

export function linkOf(first: Spot, second: Spot): Result<SliceLink, NoLink> {
	if (first.stack.length < 2 || second.stack.length < 2) return err('one-picture');
	const [one, other] = [slicesOf(first.stack)[first.index], slicesOf(second.stack)[second.index]];
	if (!one || !other) return err('no-position');
	if (Math.abs(dot(one.normal, other.normal)) < leastCosine) return err('turned');
	const same = one.frameOfReference === other.frameOfReference;
	const { normal } = one;
	return ok({ same, normal, offset: same ? 0 : dot(other.middle, normal) - dot(one.middle, normal) });
}

/**
 * The slice of the other stack that belongs to the one at `from`: the nearest, and of several at one place (phases of one heart) the
 * one nearest to where the other stands. `led`: which of the two is looked for. null: none lies in this direction.
 */
export function partnerOf(link: SliceLink, led: 'first' | 'second', from: Spot, to: Spot): Partner | null {
	const own = slicesOf(from.stack)[from.index];
	if (!own) return null;
	const wanted = dot(own.middle, link.normal) + (led === 'second' ? link.offset : -link.offset);
	let best: Partner | null = null;
	for (const [index, slice] of slicesOf(to.stack).entries()) {
		if (slice === null || Math.abs(dot(slice.normal, link.normal)) < leastCosine) continue;
		const apart = dot(slice.middle, link.normal) - wanted;
		if (best === null || isNearer({ index, apart }, best, to.index)) best = { index, apart };
	}
	return best;
}

/** Beyond half the distance of its neighbours no slice of that stack shows the place. */
export function isOff({ apart }: Partner, to: readonly StackFrame[], { normal }: SliceLink): boolean {
	const along = slicesOf(to)
		.flatMap((slice) => (slice === null ? [] : [dot(slice.middle, normal)]))
		.toSorted((a, b) => a - b);
	const gaps = along.slice(1).map((at, i) => at - (along[i] ?? at));
	return Math.abs(apart) > Math.max(...gaps, 0) / 2 + roundingMm;
}

const roundingMm = 0.05;

interface Slice {
	readonly frameOfReference: string;
	/** centre of the picture: a corner of a plane turned by a degree would be millimetres off */
	readonly middle: Patient;
	readonly normal: Patient;
}

const known = new WeakMap<readonly StackFrame[], readonly (Slice | null)[]>();

function slicesOf(stack: readonly StackFrame[]): readonly (Slice | null)[] {
	const slices = known.get(stack) ?? stack.map(sliceOf);
	known.set(stack, slices);
	return slices;
}

function sliceOf({ instance, frame }: StackFrame): Slice | null {
	const { plane, spacing, rows, columns } = geometryOf(instance, frame);
	if (plane === null) return null;
	const right = ((columns - 1) / 2) * (spacing?.columnMm ?? 0);
	const below = ((rows - 1) / 2) * (spacing?.rowMm ?? 0);
	const at = (i: 0 | 1 | 2): number => plane.origin[i] + plane.across[i] * right + plane.down[i] * below;
	return {
		frameOfReference: plane.frameOfReference,
		middle: [at(0), at(1), at(2)],
		normal: normalOf(plane),
	};
}

function normalOf({ across: a, down: b }: FramePlane): Patient {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function isNearer(one: Partner, best: Partner, here: number): boolean {
	const closer = Math.abs(best.apart) - Math.abs(one.apart);
	if (Math.abs(closer) > roundingMm / 50) return closer > 0;
	return Math.abs(one.index - here) < Math.abs(best.index - here);
}

function dot(a: Patient, b: Patient): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
