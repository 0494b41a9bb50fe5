/** A manifest look-up table unpacked for use (PS3.3 C.11.1.1.1): values outside its domain take its first or last entry. */
import { fromBase64 } from '../base64.ts';
import type { Lut } from './image-facts.ts';

export interface LutTable {
	readonly first: number;
	readonly values: Uint16Array;
	/** Largest output its bits allow. */
	readonly max: number;
}

/** Null when the text does not hold as many entries as it says. */
export function unpackLut(lut: Lut): LutTable | null {
	const bytes = fromBase64(lut.values);
	if (bytes === null || bytes.length !== lut.count * 2 || lut.count < 1) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const values = new Uint16Array(lut.count);
	let largest = 0;
	for (let i = 0; i < lut.count; i++) {
		const value = view.getUint16(i * 2, true);
		values[i] = value;
		largest = Math.max(largest, value);
	}
	// Entries beyond the declared bits occur (8 bits declared, 16 used): then the declaration is wrong, not the table
	return { first: lut.first, values, max: Math.max(2 ** lut.bits - 1, largest) };
}

export function lookUp(table: LutTable, value: number): number {
	const index = Math.min(Math.max(Math.floor(value) - table.first, 0), table.values.length - 1);
	return table.values[index] ?? 0;
}
