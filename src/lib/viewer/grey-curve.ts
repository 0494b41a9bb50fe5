/** The VOI functions of PS3.3 C.11.2.1.2 and C.11.2.1.3, and LUT data as numbers. */
import type { Lut, VoiWindow } from '#lib/archive/manifest.ts';

/** Modality value to 0..1. */
export function windowed({ center, width, function: kind }: VoiWindow): (value: number) => number {
	switch (kind) {
		case 'LINEAR': {
			const low = center - 0.5 - (width - 1) / 2;
			const high = center - 0.5 + (width - 1) / 2;
			return (x) => (x <= low ? 0 : x > high ? 1 : (x - (center - 0.5)) / (width - 1) + 0.5);
		}
		case 'LINEAR_EXACT':
			return (x) => (x <= center - width / 2 ? 0 : x > center + width / 2 ? 1 : (x - center) / width + 0.5);
		case 'SIGMOID':
			return (x) => 1 / (1 + Math.exp((-4 * (x - center)) / width));
	}
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
