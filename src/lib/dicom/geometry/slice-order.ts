/**
 * The order of a series' images and what is odd about their places: uneven or missing slices, a tilted gantry, several images
 * in one place. A reader who scrolls must not take a gap for a step (PS3.3 C.7.6.2.1.1).
 */
import { slicePosition } from './geometry.ts';

export interface Slice {
	readonly uid: string;
	readonly number: number | null;
	readonly position: readonly number[] | null;
	readonly orientation: readonly number[] | null;
}

export type GeometryNote =
	| 'uneven-slices'
	| 'tilted'
	| 'missing-slices'
	| 'mixed-orientation'
	| 'duplicate-positions'
	| 'no-positions';

/** Modalities whose images are slices: there a missing position is worth a word. */
const sliced = new Set(['CT', 'MR', 'PT']);

export interface OrderedSlices<T extends Slice> {
	readonly slices: readonly T[];
	readonly notes: readonly GeometryNote[];
}

/** Along the normal when all images lie parallel, else by instance number; images without a place keep to the end. */
export function orderSlices<T extends Slice>(slices: readonly T[], modality: string): OrderedSlices<T> {
	const placed = slices.filter((slice) => slice.position !== null && slice.orientation !== null);
	const unplaced = slices.length > 1 && placed.length < slices.length && sliced.has(modality);
	const parallel = largestParallel(placed);
	const first = parallel[0]?.orientation ?? null;
	if (first === null || placed.length < 2)
		return { slices: byNumber(slices), notes: unplaced ? ['no-positions'] : [] };
	// A localizer or two among parallel slices go to the end; a series of many directions keeps the order of its numbers
	if (parallel.length < placed.length * 0.75)
		return { slices: byNumber(slices), notes: ['mixed-orientation'] };
	const along = parallel.map((slice) => ({ slice, at: slicePosition(slice.position ?? [], first) ?? 0 }));
	along.sort((a, b) => a.at - b.at || numberOf(a.slice) - numberOf(b.slice) || compareUids(a.slice, b.slice));
	const inStack = new Set(parallel);
	const rest = slices.filter((slice) => !inStack.has(slice));
	const notes = notesOf(along);
	if (parallel.length < placed.length) notes.push('mixed-orientation');
	if (unplaced) notes.push('no-positions');
	return { slices: [...along.map(({ slice }) => slice), ...byNumber(rest)], notes };
}

function notesOf(along: readonly { readonly slice: Slice; readonly at: number }[]): GeometryNote[] {
	const notes: GeometryNote[] = [];
	const places: number[] = [];
	let repeated = 0;
	for (const { at } of along) {
		const last = places[places.length - 1];
		if (last !== undefined && Math.abs(at - last) < 0.01) repeated += 1;
		else places.push(at);
	}
	const steps = places.slice(1).map((at, index) => at - (places[index] ?? 0));
	const step = median(steps);
	if (steps.length > 1 && step > 0) {
		const odd = steps.filter((gap) => Math.abs(gap - step) > Math.max(0.02 * step, 0.01));
		// Gaps of whole steps are slices left out; other gaps are another spacing
		const missing = odd.filter(
			(gap) => gap > step * 1.5 && Math.abs(gap / step - Math.round(gap / step)) < 0.05,
		);
		if (missing.length > 0 && missing.length <= steps.length / 4) notes.push('missing-slices');
		if (odd.length > missing.length || missing.length > steps.length / 4) notes.push('uneven-slices');
	}
	if (repeated > 0) notes.push('duplicate-positions');
	if (isTilted(along.map(({ slice }) => slice))) notes.push('tilted');
	return notes;
}

/** The positions run along another line than the slices' normal: a gantry tilt, by more than half a degree. */
function isTilted(slices: readonly Slice[]): boolean {
	const first = slices[0];
	const last = slices[slices.length - 1];
	if (!first?.position || !last?.position || !first.orientation) return false;
	const [x0 = 0, y0 = 0, z0 = 0] = first.position;
	const [x1 = 0, y1 = 0, z1 = 0] = last.position;
	const length = Math.hypot(x1 - x0, y1 - y0, z1 - z0);
	const along = Math.abs(
		(slicePosition(last.position, first.orientation) ?? 0) -
			(slicePosition(first.position, first.orientation) ?? 0),
	);
	return length > 0.01 && along / length < Math.cos((0.5 * Math.PI) / 180);
}

function largestParallel<T extends Slice>(placed: readonly T[]): readonly T[] {
	const groups: T[][] = [];
	for (const slice of placed) {
		const group = groups.find(([first]) => isParallel(first?.orientation ?? [], slice.orientation ?? []));
		if (group) group.push(slice);
		else groups.push([slice]);
	}
	return groups.reduce<readonly T[]>(
		(largest, group) => (group.length > largest.length ? group : largest),
		[],
	);
}

function isParallel(a: readonly number[], b: readonly number[]): boolean {
	return (
		a.length === 6 && b.length === 6 && a.every((value, index) => Math.abs(value - (b[index] ?? 9)) < 0.01)
	);
}

function byNumber<T extends Slice>(slices: readonly T[]): T[] {
	return [...slices].sort((a, b) => numberOf(a) - numberOf(b) || compareUids(a, b));
}

function numberOf(slice: Slice): number {
	return slice.number ?? Number.MAX_SAFE_INTEGER;
}

/** UIDs by their numbers, so that .10 comes after .9. */
function compareUids(a: Slice, b: Slice): number {
	return a.uid.localeCompare(b.uid, 'en', { numeric: true });
}

function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
