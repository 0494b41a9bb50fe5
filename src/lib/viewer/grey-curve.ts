/** The VOI functions of PS3.3 C.11.2.1.2 and C.11.2.1.3, and LUT data as numbers. */
import type { Lut, VoiWindow } from '#lib/archive/manifest.ts';
import { throughWindow } from '#lib/dicom/voi.ts';

/** Modality value to 0..1. */
export function windowed(window: VoiWindow): (value: number) => number {
	return (value) => throughWindow(value, window);
}

const decoded = new WeakMap<Lut, Uint16Array>();

export function lutEntries(lut: Lut): Uint16Array {
	const known = decoded.get(lut);
	if (known !== undefined) return known;
	const bytes = Uint8Array.from(atob(lut.values), (char) => char.charCodeAt(0));
	const entries = new Uint16Array(bytes.buffer, 0, Math.floor(bytes.length / 2));
	decoded.set(lut, entries);
	return entries;
}
