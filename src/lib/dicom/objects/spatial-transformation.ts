/**
 * Rotation and flip (PS3.3 C.10.6): DICOM turns first and mirrors then; a view mirrors first and turns then. Both ways here, so
 * that they can't drift apart.
 */
import type { Dataset } from '../dataset.ts';
import { number, string } from '../dataset.ts';
import { el } from './elements.ts';

export interface Turn {
	/** degrees clockwise, after the mirroring */
	readonly rotation: 0 | 90 | 180 | 270;
	readonly flipH: boolean;
	readonly flipV: boolean;
}

export function spatialTransformation(turn: Turn): Dataset {
	// Upside down is left-right turned by a half.
	const half = turn.flipV ? turn.rotation + 180 : turn.rotation;
	const mirrored = turn.flipH !== turn.flipV;
	const before = mirrored ? 360 - half : half;
	return {
		'00700041': el('CS', mirrored ? 'Y' : 'N'),
		'00700042': el('US', ((before % 360) + 360) % 360),
	};
}

/** Quarter turns only, as the standard has them; anything else is none. */
export function turnOf(set: Dataset): Turn {
	const rotation = number(set, '00700042') ?? 0;
	const quarter = rotation === 90 || rotation === 180 || rotation === 270 ? rotation : 0;
	const flipH = string(set, '00700041') === 'Y';
	const after = flipH ? (360 - quarter) % 360 : quarter;
	return {
		rotation: after === 90 || after === 180 || after === 270 ? after : 0,
		flipH,
		flipV: false,
	};
}
