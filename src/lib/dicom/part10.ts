import type { ByteSource } from '#lib/base/bytes.ts';
import type { Dataset } from './dataset.ts';

/**
 * What the Part 10 reader (PS3.10 section 7.1) hands on: the whole data set as the DICOM JSON model, values over
 * `inlineLimit` bytes left in the file with their place noted, and where each frame's bytes lie.
 */
export interface Part10 {
	readonly meta: Dataset;
	readonly dataset: Dataset;
	readonly transferSyntax: string;
	/** What was missing or odd and tolerated, e.g. 'no-prefix', 'no-transfer-syntax', 'padding-after-pixel-data'. */
	readonly notes: readonly string[];
	/** Places of values that were left in the file, keyed by the path used in their BulkDataURI (e.g. `0028,3010/0/00283006`). */
	readonly bulk: ReadonlyMap<string, BulkPlace>;
	readonly pixelData: PixelData | null;
	/** The bytes that offsets count in: the file itself, or its inflated form for Deflated Explicit VR (PS3.5 A.5). */
	readonly bytes: ByteSource;
}

export interface BulkPlace {
	readonly offset: number;
	readonly length: number;
	readonly vr: string;
	readonly bigEndian: boolean;
}

export type PixelData =
	| { readonly kind: 'native'; readonly vr: string; readonly bigEndian: boolean; readonly place: BulkPlace; readonly tag: '7FE00010' | '7FE00008' | '7FE00009' }
	/** Encapsulated (PS3.5 A.4): the fragments of each frame, in order. */
	| { readonly kind: 'encapsulated'; readonly frames: readonly (readonly Fragment[])[] };

export interface Fragment {
	readonly offset: number;
	readonly length: number;
}

/** Why a file can't be read as DICOM; each is a sentence in Thai and English in `i18n`. */
export type Part10Refusal =
	| 'not-dicom'
	| 'empty'
	| 'truncated'
	| 'damaged-structure'
	| 'nested-too-deep'
	| 'too-many-elements'
	| 'value-too-long'
	| 'unsupported-transfer-syntax'
	| 'inflate-limit'
	| 'missing-uid'
	| 'bad-uid';
