/**
 * From the cells of a frame to its stored values (PS3.5 section 8.1.1). Headers lie in known ways, and masking by the header
 * alone has been seen to fold real densities, so the values are looked at first:
 *  1. an overlay in the unused bits, or a High Bit that is not Bits Stored - 1: the stored bits are cut out;
 *  2. every value already within Bits Stored: nothing to do;
 *  3. the unused bits alike in every pixel: they carry nothing, and the stored bits are cut out, sign and all;
 *  4. anything else: the whole cell is kept, and the picture says that values exceed Bits Stored. Then every frame of the
 *     instance must be read so (`keepCells`), or its frames would not be on one scale.
 * A sign that header and codestream tell differently is taken as signed, and said too.
 */
import type { TruthFlag } from '#lib/archive/manifest.ts';
import type { Decoded } from './decoded.ts';
import type { PixelHeader } from './pixel-header.ts';
import { emptySamples, integerType, typeOf } from './samples.ts';
import type { Samples } from './samples.ts';

export interface Stored {
	readonly samples: Samples;
	/** Bits that hold every value: Bits Stored, or the whole cell under rule 4. */
	readonly bits: number;
	readonly signed: boolean;
	readonly flags: readonly TruthFlag[];
}

type Read = (word: number) => number;

export function storedValues(decoded: Decoded, header: PixelHeader, keepCells: boolean): Stored {
	const { bitsStored, highBit } = header;
	const signed = header.samples === 1 && (header.signed || decoded.signed === true);
	const disagrees = header.samples === 1 && decoded.signed !== null && decoded.signed !== header.signed;
	const flags: TruthFlag[] = disagrees ? ['sign-disagrees'] : [];
	const cellBits = Math.max(decoded.precision, bitsStored);

	const settled = (bits: number, read: Read | null, ...said: TruthFlag[]): Stored => ({
		samples: convert(decoded.samples, integerType(byteBits(bits), signed), read),
		bits,
		signed,
		flags: [...flags, ...said],
	});
	if (decoded.signed !== true && (highBit !== bitsStored - 1 || header.overlayBits.length > 0)) {
		return settled(bitsStored, cutOut(highBit + 1 - bitsStored, bitsStored, signed), 'converted-bits');
	}
	const read = decoded.signed === true ? null : cellSign(decoded.precision, bitsStored, signed);
	const found = look(decoded.samples, read, bitsStored);
	const low = signed ? -(2 ** (bitsStored - 1)) : 0;
	const high = 2 ** (signed ? bitsStored - 1 : bitsStored) - 1;
	const within = found.low >= low && found.high <= high;
	if (keepCells) return settled(cellBits, read, 'values-exceed-bits-stored');
	if (within) return settled(bitsStored, read);
	if (found.unusedAlike && decoded.signed !== true) {
		return settled(bitsStored, cutOut(0, bitsStored, signed), 'converted-bits');
	}
	return settled(cellBits, read, 'values-exceed-bits-stored');
}

/** The plane of an overlay that lies in unused bits (PS3.5 8.1.2, retired), one byte a pixel, from cells before any rule. */
export function embeddedOverlay(cells: Samples, bit: number): Uint8Array {
	const plane = new Uint8Array(cells.length);
	const weight = 2 ** bit;
	for (let i = 0; i < cells.length; i++) plane[i] = Math.floor((cells[i] ?? 0) / weight) & 1;
	return plane;
}

/** The sign of a cell is its own top bit, unless the codestream is narrower than the stored bits and so has no room for one. */
function cellSign(precision: number, bitsStored: number, signed: boolean): Read | null {
	if (!signed || precision < bitsStored) return null;
	const half = 2 ** (precision - 1);
	return (word) => (word >= half ? word - 2 * half : word);
}

function look(
	cells: Samples,
	read: Read | null,
	bitsStored: number,
): { low: number; high: number; unusedAlike: boolean } {
	const unit = 2 ** bitsStored;
	const unused = Math.floor((cells[0] ?? 0) / unit);
	const from = unused * unit;
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	let unusedAlike = true;
	for (let i = 0; i < cells.length; i++) {
		const word = cells[i] ?? 0;
		const value = read === null ? word : read(word);
		if (value < low) low = value;
		if (value > high) high = value;
		if (word < from || word >= from + unit) unusedAlike = false;
	}
	return { low, high, unusedAlike };
}

/** In arithmetic rather than with bit operators, since those are 32-bit signed and cells may be 32-bit unsigned. */
function cutOut(shift: number, bits: number, signed: boolean): Read {
	const divisor = 2 ** shift;
	const modulus = 2 ** bits;
	const half = modulus / 2;
	return (word) => {
		const value = Math.floor(word / divisor) % modulus;
		return signed && value >= half ? value - modulus : value;
	};
}

function byteBits(bits: number): 8 | 16 | 32 {
	return bits <= 8 ? 8 : bits <= 16 ? 16 : 32;
}

function convert(cells: Samples, dtype: ReturnType<typeof typeOf>, read: Read | null): Samples {
	if (read === null && typeOf(cells) === dtype) return cells;
	const out = emptySamples(dtype, cells.length);
	if (read === null) out.set(cells);
	else for (let i = 0; i < cells.length; i++) out[i] = read(cells[i] ?? 0);
	return out;
}
