/** Overlay planes (PS3.3 C.9.2): which groups there are, and one frame's bits as bytes. */
import { readBulk } from '../part10/bulk-value.ts';
import type { Dataset } from '../dataset.ts';
import { number, numbers } from '../dataset.ts';
import type { Part10 } from '../part10/part10.ts';

export interface OverlayPlane {
	readonly rows: number;
	readonly columns: number;
	/** Row and column of the image, counted from 1, where the overlay's first pixel lies; may be negative. */
	readonly origin: readonly [number, number];
	/** 0 or 1 per pixel, row by row. */
	readonly bits: Uint8Array;
}

export function overlayGroups(set: Dataset): string[] {
	const out: string[] = [];
	for (let group = 0x6000; group <= 0x601e; group += 2) {
		const name = group.toString(16).toUpperCase();
		if (set[`${name}0010`] && set[`${name}0011`]) out.push(name);
	}
	return out;
}

/** Whether the group has a plane for this frame, as its header says; null when there is no such group. */
export function overlayCovers(set: Dataset, group: string, frame: number): boolean | null {
	if (!overlayGroups(set).includes(group)) return null;
	const { first, count } = framesOf(set, group);
	return count === 1 || (frame >= first && frame < first + count);
}

/** PS3.3 C.9.3: without them, or with a single plane, it belongs to every frame. */
function framesOf(set: Dataset, group: string): { first: number; count: number } {
	return { first: number(set, `${group}0051`) ?? 1, count: number(set, `${group}0015`) ?? 1 };
}

/** `frame` counts from 1. Null: no such plane, or its bits stand in the pixel data (retired form) or don't reach. */
export async function overlayPlane(
	part10: Part10,
	group: string,
	frame: number,
): Promise<OverlayPlane | null> {
	const { dataset } = part10;
	const rows = number(dataset, `${group}0010`);
	const columns = number(dataset, `${group}0011`);
	const data = dataset[`${group}3000`];
	if (rows === null || columns === null || rows * columns === 0 || !data) return null;
	const bytes = await readBulk(data, part10);
	const { first, count } = framesOf(dataset, group);
	const index = count === 1 ? 0 : frame - first;
	if (!bytes || index < 0 || index >= count) return null;
	const size = rows * columns;
	if (bytes.length * 8 < (index + 1) * size) return null;
	const bits = new Uint8Array(size);
	for (let i = 0; i < size; i++) {
		const at = index * size + i;
		bits[i] = ((bytes[at >> 3] ?? 0) >> (at & 7)) & 1;
	}
	const [row = 1, column = 1] = numbers(dataset, `${group}0050`);
	return { rows, columns, origin: [row, column], bits };
}
