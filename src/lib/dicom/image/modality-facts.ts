/** Stored values into modality values (PS3.3 C.11.1): the table or the line, and the unit of what comes out. */
import type { Dataset } from '../dataset.ts';
import { items, number, string } from '../dataset.ts';
import type { ModalityTransform } from './image-facts.ts';
import { readLut } from './luts.ts';
import type { LutStore } from './luts.ts';
import type { Part10 } from '../part10/part10.ts';

/** Null when a table is there but damaged: without it every value would be wrong. */
export async function modalityOf(
	set: Dataset,
	file: Part10,
	store: LutStore,
): Promise<ModalityTransform | null> {
	const table = items(set, '00283000')[0];
	if (!table) return linearOf(set, set);
	const lut = await readLut(table, number(set, '00280103') === 1, file);
	return lut ? { kind: 'lut', lut: store.add(lut), unit: unitOf(string(table, '00283004')) } : null;
}

/** `root` knows the modality; `set` is where slope and intercept stand, itself or a functional group. */
export function linearOf(set: Dataset, root: Dataset): ModalityTransform {
	const slope = number(set, '00281053');
	const intercept = number(set, '00281052');
	const rescaled = slope !== null || intercept !== null;
	// A slope of 0 would make all values equal: not believed, and then the unit isn't either
	if (slope === 0) return { kind: 'linear', slope: 1, intercept: 0, unit: null };
	const declared = string(set, '00281054');
	// PS3.3 C.11.1.1.2: HU is the default for CT
	const otherwise = petUnit(root) ?? (rescaled && string(root, '00080060') === 'CT' ? 'HU' : null);
	const unit = declared === null ? otherwise : unitOf(declared);
	return { kind: 'linear', slope: slope ?? 1, intercept: intercept ?? 0, unit };
}

/** US means unspecified. */
function unitOf(type: string | null): string | null {
	return type === null || type === 'US' ? null : type.slice(0, 16);
}

/** Units (0054,1001) of PET (PS3.3 C.8.9.1.1.3). */
function petUnit(root: Dataset): string | null {
	const unit = string(root, '00541001');
	if (unit === 'BQML') return 'Bq/ml';
	return unit === null || unit === 'NONE' ? null : unit.slice(0, 16);
}
