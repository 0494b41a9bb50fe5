/** Stored values -> modality values (PS3.3 C.11.1), the numbers that windows, probes and statistics speak of. */
import type { ModalityTransform } from './image-facts.ts';
import { lookUp, unpackLut } from './lut-table.ts';
import type { Lut } from './image-facts.ts';

export type ToModality = (stored: number) => number;

/** Null when the table that the transform names is missing or damaged: showing values without it would be wrong. */
export function modalityFunction(
	transform: ModalityTransform,
	luts: Readonly<Record<string, Lut>>,
): ToModality | null {
	if (transform.kind === 'linear') {
		const { slope, intercept } = transform;
		return (stored) => stored * slope + intercept;
	}
	const lut = luts[transform.lut];
	const table = lut ? unpackLut(lut) : null;
	return table ? (stored) => lookUp(table, stored) : null;
}
