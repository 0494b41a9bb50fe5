/**
 * The image pixel module (PS3.3 C.7.6.3) with its limits checked before a byte is reserved: a header may claim anything, and
 * what it claims decides how much memory a codec is given (threat 1).
 */
import { number, string } from '#lib/dicom/dataset.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { codecFamily } from './codec-family.ts';
import type { CodecFamily } from './codec-family.ts';

export const maxFrameBytes = 512 * 1024 * 1024;
export const maxFrames = 100_000;

export type Photometric =
	| 'MONOCHROME1'
	| 'MONOCHROME2'
	| 'PALETTE COLOR'
	| 'RGB'
	| 'YBR_FULL'
	| 'YBR_FULL_422'
	| 'YBR_RCT'
	| 'YBR_ICT';

export interface PixelHeader {
	readonly rows: number;
	readonly columns: number;
	readonly frames: number;
	readonly samples: 1 | 3;
	readonly bitsAllocated: 1 | 8 | 16 | 32 | 64;
	readonly bitsStored: number;
	readonly highBit: number;
	readonly signed: boolean;
	readonly photometric: Photometric;
	/** 1: all reds, then all greens, then all blues (PS3.3 C.7.6.3.1.3) */
	readonly planar: 0 | 1;
	readonly content: 'integer' | 'float';
	readonly family: CodecFamily;
	/** Lossy Image Compression (0028,2110) is 01: a lossy step lies somewhere in the history. */
	readonly lossyDeclared: boolean;
	/** Bit positions above the stored bits that hold an overlay plane (retired, PS3.5 8.1.2), with their groups. */
	readonly overlayBits: readonly { readonly group: string; readonly bit: number }[];
}

/** Bytes of one uncompressed frame as the header describes it; fractional for 1-bit frames that start mid-byte. */
export function nativeFrameBytes(header: PixelHeader): number {
	const pixels = header.rows * header.columns;
	if (header.photometric === 'YBR_FULL_422' && header.family === 'native') return pixels * 2;
	return (pixels * header.samples * header.bitsAllocated) / 8;
}

export function readPixelHeader(part10: Part10): Result<PixelHeader, PixelRefusal> {
	const set = part10.dataset;
	if (part10.pixelData === null) return refuse('no-pixel-data');
	const family = codecFamily(part10.transferSyntax);
	if (!family.ok) return family;
	const content =
		part10.pixelData.kind === 'native' && part10.pixelData.tag !== '7FE00010' ? 'float' : 'integer';

	const rows = whole(set, '00280010');
	const columns = whole(set, '00280011');
	if (rows === null || columns === null) return refuse('size-missing');
	if (rows < 1 || columns < 1) return refuse('size-zero');
	const frames = set['00280008'] === undefined ? 1 : (whole(set, '00280008') ?? 1);
	if (frames < 1) return refuse('size-zero', 'frames');
	if (frames > maxFrames) return refuse('too-many-frames', String(frames));

	const samples = set['00280002'] === undefined ? 1 : whole(set, '00280002');
	if (samples !== 1 && samples !== 3) return refuse('samples', String(samples));
	const bitsAllocated = whole(set, '00280100');
	if (!isAllocated(bitsAllocated)) return refuse('bits-allocated', String(bitsAllocated));
	if (content === 'integer' && bitsAllocated === 64) return refuse('bits-allocated', '64');
	if (content === 'float' && (bitsAllocated < 32 || samples !== 1))
		return refuse('bits-allocated', String(bitsAllocated));
	if (
		bitsAllocated === 1 &&
		(samples !== 1 || (family.value !== 'native' && family.value !== 'deflated-frame'))
	) {
		return refuse('bits-allocated', '1');
	}
	// The standard swaps OW by 16-bit words (PS3.5 6.2), writers in the field whole 32-bit cells: nothing in the file tells which.
	if (
		bitsAllocated === 32 &&
		content === 'integer' &&
		part10.pixelData.kind === 'native' &&
		part10.pixelData.bigEndian
	) {
		return refuse('bits-allocated', 'big-endian');
	}
	// A sample cannot have more bits than its cell; float pixel data has no Bits Stored.
	const bitsStored = content === 'float' ? bitsAllocated : (whole(set, '00280101') ?? bitsAllocated);
	if (bitsStored < 1 || bitsStored > bitsAllocated)
		return refuse('bits-stored', `${bitsStored}/${bitsAllocated}`);
	const highBit = content === 'float' ? bitsAllocated - 1 : (whole(set, '00280102') ?? bitsStored - 1);
	if (highBit < bitsStored - 1 || highBit >= bitsAllocated)
		return refuse('high-bit', `${highBit}/${bitsStored}`);

	const frameBytes = (rows * columns * samples * bitsAllocated) / 8;
	if (frameBytes > maxFrameBytes) return refuse('frame-too-large', String(Math.round(frameBytes)));

	const photometric = readPhotometric(set, samples);
	if (!photometric.ok) return photometric;
	if (photometric.value === 'PALETTE COLOR') {
		const palette = checkPalette(set);
		if (palette !== null) return palette;
	}
	return ok({
		rows,
		columns,
		frames,
		samples,
		bitsAllocated,
		bitsStored,
		highBit,
		signed: content === 'integer' && samples === 1 && whole(set, '00280103') === 1,
		photometric: photometric.value,
		planar: whole(set, '00280006') === 1 ? 1 : 0,
		content,
		family: family.value,
		lossyDeclared: string(set, '00282110') === '01',
		overlayBits: overlayBits(set, highBit, bitsStored, bitsAllocated),
	});
}

function whole(set: Dataset, tag: string): number | null {
	const value = number(set, tag);
	return value === null || !Number.isInteger(value) ? null : value;
}

function isAllocated(bits: number | null): bits is PixelHeader['bitsAllocated'] {
	return bits === 1 || bits === 8 || bits === 16 || bits === 32 || bits === 64;
}

function readPhotometric(set: Dataset, samples: 1 | 3): Result<Photometric, PixelRefusal> {
	const declared = string(set, '00280004')?.trim().toUpperCase() ?? (samples === 1 ? 'MONOCHROME2' : '');
	switch (declared) {
		case 'MONOCHROME1':
		case 'MONOCHROME2':
		case 'PALETTE COLOR':
			return samples === 1 ? ok(declared) : refuse('photometric', 'samples');
		case 'RGB':
		case 'YBR_FULL':
		case 'YBR_FULL_422':
		case 'YBR_RCT':
		case 'YBR_ICT':
			return samples === 3 ? ok(declared) : refuse('photometric', 'samples');
		default:
			return refuse('photometric');
	}
}

/** Lookup table descriptors (PS3.3 C.7.6.3.1.5): all three, with 8 or 16 bits an entry; segmented tables count too. */
function checkPalette(set: Dataset): ReturnType<typeof refuse> | null {
	for (const channel of ['1', '2', '3']) {
		const descriptor = set[`0028110${channel}`]?.Value ?? [];
		if (descriptor.length !== 3) return refuse('palette', 'descriptor');
		const bits = Number(descriptor[2]);
		if (bits !== 8 && bits !== 16) return refuse('palette', 'bits');
		if (set[`0028120${channel}`] === undefined && set[`0028122${channel}`] === undefined)
			return refuse('palette', 'data');
	}
	return null;
}

function overlayBits(
	set: Dataset,
	highBit: number,
	bitsStored: number,
	bitsAllocated: number,
): PixelHeader['overlayBits'] {
	const found: { group: string; bit: number }[] = [];
	for (let group = 0x6000; group <= 0x601e; group += 2) {
		const hex = group.toString(16).toUpperCase();
		if (set[`${hex}3000`] !== undefined) continue;
		const bit = whole(set, `${hex}0102`);
		if (bit === null || set[`${hex}0010`] === undefined || bit < 0 || bit >= bitsAllocated) continue;
		if (bit > highBit || bit <= highBit - bitsStored) found.push({ group: hex, bit });
	}
	return found;
}
