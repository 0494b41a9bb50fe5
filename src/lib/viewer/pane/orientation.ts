/**
 * Which way the patient lies at each edge of the picture (PS3.3 C.7.6.2.1.1, C.7.6.1.1.1): from the plane's direction cosines,
 * else from Patient Orientation, turned and mirrored as the reader did. Wrong letters are a wrong-side operation: nothing is
 * shown when the file doesn't say.
 */
import type { ImageInstance } from '#lib/archive/manifest.ts';
import { lettersOfDirection, oppositeLetters } from '#lib/dicom/geometry/orientation-letters.ts';
import type { View } from '../painting/view.ts';

export interface Edges {
	readonly top: string;
	readonly right: string;
	readonly bottom: string;
	readonly left: string;
}

export function edgesOf(instance: ImageInstance, frame: number, view: View): Edges | null {
	const right = lettersOf(instance, frame, 'row');
	const down = lettersOf(instance, frame, 'column');
	if (right === null || down === null || view.rotation % 90 !== 0) return null;
	const columnwards = view.flipH ? oppositeLetters(right) : right;
	const rowwards = view.flipV ? oppositeLetters(down) : down;
	// Clockwise from the top, then shifted by the quarter turns.
	const around = [oppositeLetters(rowwards), columnwards, rowwards, oppositeLetters(columnwards)];
	const turns = view.rotation / 90;
	const at = (edge: number): string => around[(edge - turns + 8) % 4] ?? '';
	return { top: at(0), right: at(1), bottom: at(2), left: at(3) };
}

function lettersOf(instance: ImageInstance, frame: number, direction: 'row' | 'column'): string | null {
	const orientation = instance.perFrame?.[frame - 1]?.orientation ?? instance.orientation;
	const offset = direction === 'row' ? 0 : 3;
	if (orientation !== null && orientation.length === 6) {
		const letters = lettersOfDirection(orientation.slice(offset, offset + 3));
		return letters === '' ? null : letters;
	}
	const declared = instance.patientOrientation[direction === 'row' ? 0 : 1];
	// Quadruped terms (PS3.3 C.7.6.1.1.1) and anything else unknown: say nothing rather than guess.
	return declared !== undefined && /^[LRAPHF]{1,3}$/.test(declared) ? declared : null;
}
