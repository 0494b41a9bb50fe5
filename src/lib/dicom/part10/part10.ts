import type { ByteSource } from '#lib/base/bytes.ts';
import type { Dataset, Tag } from '../dataset.ts';
import type { ShownPersonName } from '../text/person-name.ts';

/**
 * What the Part 10 reader (PS3.10 section 7.1) hands on: the whole data set as the DICOM JSON model, values over
 * `inlineLimit` bytes left in the file with their place noted, and where each frame's bytes lie.
 */
export interface Part10 {
	readonly meta: Dataset;
	/** Text is already decoded, and repaired where its declared character set is wrong; group lengths are left out. */
	readonly dataset: Dataset;
	readonly transferSyntax: string;
	/** What was missing or odd and tolerated. */
	readonly notes: readonly Part10Note[];
	/** Person names of the top level with the state of their repair, by tag. */
	readonly names: ReadonlyMap<Tag, ShownPersonName>;
	/** Places of values that were left in the file, keyed by the path used in their BulkDataURI (e.g. `00283010/0/00283006`). */
	readonly bulk: ReadonlyMap<string, BulkPlace>;
	readonly pixelData: PixelData | null;
	/** The bytes that offsets count in: the file itself, or its inflated form for Deflated Explicit VR (PS3.5 A.5). */
	readonly bytes: ByteSource;
}

export type Part10Note =
	| 'no-prefix'
	| 'no-meta'
	| 'no-transfer-syntax'
	| 'unknown-transfer-syntax'
	| 'encoding-differs-from-meta'
	| 'tags-out-of-order'
	| 'duplicate-tags'
	| 'unknown-vr'
	| 'odd-length'
	| 'padding-after-data'
	| 'truncated-pixel-data'
	| 'bad-frame-count'
	| 'bad-offset-table'
	| 'frames-missing'
	| 'frames-beyond-declared'
	| 'no-fragments'
	| 'encapsulated-under-uncompressed-syntax'
	| 'native-under-compressed-syntax'
	| 'charset-guessed'
	| 'damaged-deflate';

export interface BulkPlace {
	readonly offset: number;
	/** As the file says; may reach beyond its end when the note 'truncated-pixel-data' is set. */
	readonly length: number;
	readonly vr: string;
	readonly bigEndian: boolean;
}

export type PixelData =
	| {
			readonly kind: 'native';
			readonly vr: string;
			readonly bigEndian: boolean;
			readonly place: BulkPlace;
			readonly tag: '7FE00010' | '7FE00008' | '7FE00009';
	  }
	/** Encapsulated (PS3.5 A.4): the fragments of each frame, in order; a frame that is missing has no entry. */
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
	| 'inflate-limit'
	| 'missing-uid'
	| 'bad-uid';
