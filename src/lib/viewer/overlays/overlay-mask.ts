/** An overlay plane as a grid of on and off, coarser where the screen has fewer pixels than the plane. */
import type { OverlayPlane } from '#lib/archive/overlay-plane.ts';

export interface OverlayMask {
	readonly columns: number;
	readonly rows: number;
	/** 1 where anything of the plane is on. */
	readonly on: Uint8Array;
	/** Columns and rows of the plane in one of the grid. */
	readonly step: number;
	/** Picture coordinates of its corner: (0,0) is the outer corner of the picture's first pixel. */
	readonly x: number;
	readonly y: number;
}

/** A line one pixel thin stays a line in a small picture: a cell is on when any of its pixels is. */
export function maskOf(plane: OverlayPlane, step: number): OverlayMask {
	const columns = Math.ceil(plane.columns / step);
	const rows = Math.ceil(plane.rows / step);
	const on = new Uint8Array(columns * rows);
	const [row, column] = plane.origin;
	for (const [at, byte] of plane.bits.entries()) {
		if (byte === 0) continue;
		for (let bit = 0; bit < 8; bit++) {
			const pixel = at * 8 + bit;
			if (((byte >> bit) & 1) === 0 || pixel >= plane.rows * plane.columns) continue;
			const x = Math.floor((pixel % plane.columns) / step);
			const y = Math.floor(pixel / plane.columns / step);
			on[y * columns + x] = 1;
		}
	}
	return { columns, rows, on, step, x: column - 1, y: row - 1 };
}

/** So coarse that no cell is smaller than a device pixel (it might fall between two), and none other than it must be. */
export function stepFor(plane: OverlayPlane, devicePixels: number, mostPixels: number): number {
	const byScreen = devicePixels > 0 ? Math.ceil(1 / devicePixels) : 1;
	const byMemory = Math.ceil(Math.sqrt((plane.columns * plane.rows) / mostPixels));
	return Math.max(1, Math.min(byScreen, Math.max(plane.columns, plane.rows)), byMemory);
}
