/** Look-up tables of a data set: modality, VOI (PS3.3 C.11.1, C.11.2) and palette (C.7.6.3.1.5, segmented: C.7.9.2). */
import { toBase64 } from '../base64.ts';
import { readBulk } from '../part10/bulk-value.ts';
import type { Dataset, DicomElement } from '../dataset.ts';
import { numbers, string } from '../dataset.ts';
import { contentId } from '../content-id.ts';
import { displayText } from '../text/display-text.ts';
import type { Lut } from './image-facts.ts';
import type { Part10 } from '../part10/part10.ts';
import { expandSegments } from './segmented-lut.ts';

type File = Pick<Part10, 'bulk' | 'bytes'>;

/** The tables met while describing one instance, by a short hash of their content so that a series shares one. */
export class LutStore {
	readonly luts: Record<string, Lut> = {};

	add(lut: Lut): string {
		const id = contentId(`${lut.first} ${lut.count} ${lut.bits} ${lut.label ?? ''} ${lut.values}`);
		this.luts[id] = lut;
		return id;
	}
}

/** `signed`: what goes in may be negative, so the first mapped value is to be read as signed (PS3.3 C.11.1.1.1). */
export async function readLut(item: Dataset, signed: boolean, file: File): Promise<Lut | null> {
	const values = await entries(item['00283006'], file);
	return makeLut(numbers(item, '00283002'), values, { signed, label: string(item, '00283003') });
}

/** Red, green and blue, plain or segmented; null when one of them is missing or too short for its descriptor. */
export async function readPalette(set: Dataset, file: File): Promise<[Lut, Lut, Lut] | null> {
	const signed = numbers(set, '00280103')[0] === 1;
	const luts: Lut[] = [];
	for (const colour of [1, 2, 3]) {
		const descriptor = numbers(set, `0028110${colour}`);
		const segments = await entries(set[`0028122${colour}`], file);
		const count = descriptor[0] === 0 ? 65536 : (descriptor[0] ?? 0);
		const values = segments ? expandSegments(segments, count) : await entries(set[`0028120${colour}`], file);
		const lut = makeLut(descriptor, values, { signed, label: null });
		if (!lut) return null;
		luts.push(lut);
	}
	const [red, green, blue] = luts;
	return red && green && blue ? [red, green, blue] : null;
}

function makeLut(
	descriptor: readonly number[],
	values: readonly number[] | null,
	about: { readonly signed: boolean; readonly label: string | null },
): Lut | null {
	const [rawCount, rawFirst, bits] = descriptor;
	if (rawCount === undefined || rawFirst === undefined || bits === undefined || values === null) return null;
	const count = rawCount === 0 ? 65536 : rawCount & 0xffff;
	const first = about.signed && rawFirst > 0x7fff ? rawFirst - 0x10000 : rawFirst;
	if (bits < 1 || bits > 16) return null;
	const whole = values.length >= count ? values : unpackBytes(values, count, bits);
	if (whole === null) return null;
	const out = new Uint8Array(count * 2);
	const view = new DataView(out.buffer);
	for (let i = 0; i < count; i++) view.setUint16(i * 2, whole[i] ?? 0, true);
	return {
		first,
		count,
		bits,
		label: about.label === null ? null : displayText(about.label),
		values: toBase64(out),
	};
}

/** Tables of 8 bits an entry may be packed two to a word (PS3.3 C.7.6.3.1.5). */
function unpackBytes(words: readonly number[], count: number, bits: number): number[] | null {
	if (bits > 8 || words.length * 2 < count) return null;
	return words.flatMap((word) => [word & 255, word >> 8]);
}

/** LUT data as 16-bit words, from numbers (US, SS) or bytes (OW). */
async function entries(element: DicomElement | undefined, file: File): Promise<number[] | null> {
	if (!element) return null;
	if (element.Value) return element.Value.map((value) => (typeof value === 'number' ? value & 0xffff : 0));
	const raw = await readBulk(element, file);
	if (!raw) return null;
	const out: number[] = [];
	for (let at = 0; at + 1 < raw.length; at += 2) out.push((raw[at] ?? 0) + 256 * (raw[at + 1] ?? 0));
	return out;
}
