/**
 * What the pixel room makes of one instance: each frame decoded by a trustworthy codec, checked, derived, decoded back,
 * compared and hashed (decisions 6 and 11). One container file per instance holds the renditions; this index, kept in the
 * catalogue, says where each lies. Offsets and lengths in bytes within the container, or within the original file for `jpeg`
 * frames that pass through as one fragment (`from: 'original'`).
 */
import type { FrameFormat, Refusal, TruthFlag } from '#lib/archive/manifest.ts';

export type FrameIndex =
	| {
			readonly state: 'ready';
			readonly codec: 'jpegls' | 'htj2k' | 'jpeg' | 'raw';
			readonly from: 'container' | 'original';
			readonly offset: number;
			readonly length: number;
			/** hex SHA-256 of the rendition's bytes, checked by the browser before it says `lossless` */
			readonly sha256: string;
			/** hex SHA-256 of the decoded values, little-endian, C order row, column[, sample] */
			readonly valuesSha256: string;
			/** htj2k: byte length at which each resolution is complete, smallest first */
			readonly ends: readonly number[];
	  }
	/** Lossy originals are derived at first view (pixels.md 6): nothing known yet but that the guards passed. */
	| { readonly state: 'later' }
	| { readonly state: 'refused'; readonly refusal: Refusal };

export interface Derivation {
	/** null when the whole instance is refused */
	readonly format: FrameFormat | null;
	readonly frames: readonly FrameIndex[];
	readonly flags: readonly TruthFlag[];
	readonly refused: Refusal | null;
	/** stored minimum and maximum of the first good frame, padding left out */
	readonly range: readonly [number, number] | null;
	/** WebP of the first good frame at the default window; `place` within the container */
	readonly previews: readonly {
		readonly frame: number;
		readonly size: number;
		readonly offset: number;
		readonly length: number;
	}[];
}

/** Bumped whenever a codec, a rule or the container changes: older derivations are made again from the originals. */
export const derivationVersion = 2;
