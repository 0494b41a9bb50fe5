import type { Result } from '#lib/base/result.ts';
import type { PixelHeader } from './pixel-header.ts';
import type { PixelRefusal } from '../refusal.ts';
import type { Samples } from './samples.ts';

/** What a codec gives back, checked for size, before the rules for stored bits and colour. */
export interface Decoded {
	readonly samples: Samples;
	/** Bits a sample has in the codestream; for native and RLE the cell. */
	readonly precision: number;
	/** What the codestream says of its sign; null when it cannot say (JPEG, JPEG-LS, RLE, native). */
	readonly signed: boolean | null;
	/** Colour as it lies in `samples` now. */
	readonly colour: 'as-header' | 'rgb';
	/** A lossy step in this codestream: its exact form is the decoder's output. */
	readonly lossy: boolean;
}

export type DecodeResult = Result<Decoded, PixelRefusal>;
export type Decode = (bytes: Uint8Array, header: PixelHeader) => Promise<DecodeResult>;
