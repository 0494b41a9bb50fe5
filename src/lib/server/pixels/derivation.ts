import type { Refusal } from '#lib/archive/manifest.ts';
import type { Derivation } from './rendition.ts';

/** Nothing of this instance can be shown. The code is this room's, or the Part 10 reader's for a file that is not DICOM. */
export function refusedWhole(refused: Refusal): Derivation {
	return { format: null, frames: [], flags: [], refused, range: null, previews: [] };
}
