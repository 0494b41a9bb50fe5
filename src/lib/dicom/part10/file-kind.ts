/**
 * What a file is by its first bytes. Names say nothing: a disc's pictures are called IM000001, and a virus may be called
 * scan.dcm. `perhaps-dicom` begins like a data set without the preamble that PS3.10 7.1 asks for.
 */
export type FileKind =
	'dicom' | 'perhaps-dicom' | 'zip' | 'jpeg' | 'png' | 'webp' | 'heic' | 'empty' | 'other';

/** How many of the first bytes are looked at. */
export const fileHead = 132;

/** HEIF brands with HEVC inside, as phones write them. */
const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1']);

export function fileKind(head: Uint8Array): FileKind {
	if (head.length === 0) return 'empty';
	if (text(head, 128, 4) === 'DICM') return 'dicom';
	if (begins(head, [0x50, 0x4b, 0x03, 0x04]) || begins(head, [0x50, 0x4b, 0x05, 0x06])) return 'zip';
	if (begins(head, [0xff, 0xd8, 0xff])) return 'jpeg';
	if (begins(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'png';
	if (text(head, 0, 4) === 'RIFF' && text(head, 8, 4) === 'WEBP') return 'webp';
	if (text(head, 4, 4) === 'ftyp' && heicBrands.has(text(head, 8, 4))) return 'heic';
	return beginsLikeDataset(head) ? 'perhaps-dicom' : 'other';
}

export function isPicture(kind: FileKind): kind is 'jpeg' | 'png' | 'webp' | 'heic' {
	return kind === 'jpeg' || kind === 'png' || kind === 'webp' || kind === 'heic';
}

/** The first element of a data set is of group 0002 or 0008, with a small element number, in either byte order. */
function beginsLikeDataset(head: Uint8Array): boolean {
	const [a, b, c, d] = head;
	if (a === undefined || b === undefined || c === undefined || d === undefined) return false;
	const little = (a === 0x02 || a === 0x08) && b === 0 && d === 0;
	const big = a === 0 && (b === 0x02 || b === 0x08) && c === 0;
	return little || big;
}

function begins(head: Uint8Array, bytes: readonly number[]): boolean {
	return bytes.every((byte, index) => head[index] === byte);
}

function text(head: Uint8Array, from: number, length: number): string {
	return String.fromCharCode(...head.subarray(from, from + length));
}
