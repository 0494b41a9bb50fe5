/**
 * Where somebody else's pointer falls on the picture at hand. On the same picture: there. On another one of the same frame of
 * reference: where the place in the patient lies on it, when the picture is the nearest slice to it (within half the way to its
 * neighbour). Anywhere else: nowhere; a pointer on the wrong slice would show the wrong thing.
 */
import { geometryOf } from '#lib/annotation/picture-geometry.ts';
import type { Patient, Pixel } from '#lib/annotation/frame-geometry.ts';
import type { Spot } from '#lib/consult/live/fast-message.ts';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';
import type { PointedPlace } from '#lib/viewer/marks/mark.ts';

/** A picture alone in its series, or of a series that doesn't lie in order, stands for so much of the patient. */
const loneReachMm = 2.5;

export function spotOf(place: PointedPlace): Spot {
	const { at } = place;
	return place.space === 'patient'
		? { space: 'patient', frameOfReference: place.frameOfReference, at: place.at }
		: { space: 'image', instance: place.instance, frame: place.frame, at: [at[0], at[1]] };
}

/** In pixels of the frame at `index` of the stack; null: not on it. */
export function spotOn(spot: Spot, stack: readonly StackFrame[], index: number): Pixel | null {
	const shown = stack[index];
	if (shown === undefined) return null;
	if (spot.space === 'image') {
		const here = shown.instance.uid === spot.instance && shown.frame === spot.frame;
		return here ? spot.at : null;
	}
	const { plane, spacing } = geometryAt(shown);
	if (plane === null || spacing === null || plane.frameOfReference !== spot.frameOfReference) return null;
	const normal = cross(plane.across, plane.down);
	const from = minus(spot.at, plane.origin);
	if (Math.abs(dot(from, normal)) > reach(stack, index, normal)) return null;
	const column = dot(from, plane.across) / spacing.columnMm + 0.5;
	const row = dot(from, plane.down) / spacing.rowMm + 0.5;
	const { rows, columns } = shown.instance.format;
	return column >= 0 && row >= 0 && column <= columns && row <= rows ? [column, row] : null;
}

/** Half the way to the nearer neighbour, mm. */
function reach(stack: readonly StackFrame[], index: number, normal: Patient): number {
	const here = stack[index];
	const origin = here === undefined ? null : (geometryAt(here).plane?.origin ?? null);
	if (origin === null) return 0;
	const gaps = [stack[index - 1], stack[index + 1]].flatMap((next) => {
		const plane = next === undefined ? null : geometryAt(next).plane;
		if (plane === null || Math.abs(dot(cross(plane.across, plane.down), normal)) < 0.99) return [];
		const gap = Math.abs(dot(minus(plane.origin, origin), normal));
		return gap > 0.01 ? [gap] : [];
	});
	return gaps.length === 0 ? loneReachMm : Math.min(...gaps) / 2;
}

function geometryAt({ instance, frame }: StackFrame): ReturnType<typeof geometryOf> {
	return geometryOf(instance, instance.format, frame);
}

function minus(a: Patient, b: Patient): Patient {
	return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}
function dot(a: Patient, b: Patient): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
function cross(a: Patient, b: Patient): Patient {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
