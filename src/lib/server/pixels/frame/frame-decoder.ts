/**
 * A frame as it leaves this room: decoded, its stored values settled, its colour RGB; with what must be said of it. Every
 * rendition, preview and answer to a DICOMweb client is made from this and from nothing else.
 */
import type { FrameFormat, TruthFlag } from '#lib/archive/manifest.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { ybrFullToRgb } from './colour.ts';
import { decodeFrameBytes } from './decode-frame.ts';
import type { Decoded } from './decoded.ts';
import { readFrameBytes } from './frame-bytes.ts';
import type { FrameBytes } from './frame-bytes.ts';
import type { PixelHeader } from './pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { typeOf } from './samples.ts';
import type { Samples } from './samples.ts';
import { storedValues } from './stored-bits.ts';

export interface DecodedFrame {
	readonly samples: Samples;
	readonly format: FrameFormat;
	/** Bits that hold every value, for an encoder. */
	readonly bits: number;
	readonly flags: readonly TruthFlag[];
	readonly lossy: boolean;
	/** Cells as the codec gave them, before the rules for stored bits: embedded overlays are cut from these. */
	readonly decoded: Decoded;
	readonly source: FrameBytes;
}

export interface FrameRequest {
	/** counted from 0 */
	readonly frame: number;
	/** Another frame of this instance has values beyond Bits Stored: whole cells, so that all are on one scale. */
	readonly keepCells: boolean;
}

export async function decodeFrame(
	part10: Part10,
	header: PixelHeader,
	{ frame, keepCells }: FrameRequest,
): Promise<Result<DecodedFrame, PixelRefusal>> {
	const source = await readFrameBytes(part10, header, frame);
	if (!source.ok) return source;
	const decoded = await decodeFrameBytes(source.value, header);
	if (!decoded.ok) return decoded;
	if (header.samples === 3 && decoded.value.signed === true)
		return refuse('codestream-differs-from-header', 'signed colour');
	return ok(finish(decoded.value, source.value, header, keepCells));
}

function finish(decoded: Decoded, source: FrameBytes, header: PixelHeader, keepCells: boolean): DecodedFrame {
	const flags: TruthFlag[] = decoded.lossy || header.lossyDeclared ? ['lossy'] : [];
	const shape = { rows: header.rows, columns: header.columns };
	if (header.content === 'float') {
		const format = {
			...shape,
			samples: 1,
			dtype: typeOf(decoded.samples),
			photometric: monochrome(header),
		} as const;
		return {
			samples: decoded.samples,
			format,
			bits: decoded.precision,
			flags,
			lossy: decoded.lossy,
			decoded,
			source,
		};
	}
	const stored = storedValues(decoded, header, keepCells);
	flags.push(...stored.flags);
	const convert =
		decoded.colour === 'as-header' &&
		(header.photometric === 'YBR_FULL' || header.photometric === 'YBR_FULL_422');
	if (convert) flags.push('converted-ybr-to-rgb');
	const samples = convert ? ybrFullToRgb(stored.samples, stored.bits) : stored.samples;
	const photometric = header.samples === 3 ? 'RGB' : monochrome(header);
	const format = { ...shape, samples: header.samples, dtype: typeOf(samples), photometric } as const;
	return { samples, format, bits: stored.bits, flags, lossy: decoded.lossy, decoded, source };
}

function monochrome(header: PixelHeader): 'MONOCHROME1' | 'MONOCHROME2' | 'PALETTE COLOR' {
	return header.photometric === 'MONOCHROME1' || header.photometric === 'PALETTE COLOR'
		? header.photometric
		: 'MONOCHROME2';
}
