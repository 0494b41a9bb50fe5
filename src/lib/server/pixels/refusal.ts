import { err } from '#lib/base/result.ts';

/** Why a picture is not shown. Each code is a sentence in `i18n`; details hold numbers and codes only, never text of the file. */
export type PixelRefusalCode =
	| 'no-pixel-data'
	| 'size-missing'
	| 'size-zero'
	| 'frame-too-large'
	| 'too-many-frames'
	| 'bits-allocated'
	| 'bits-stored'
	| 'high-bit'
	| 'samples'
	| 'photometric'
	| 'palette'
	| 'codec-unsupported'
	| 'video'
	| 'jpeg-xl'
	| 'remote-pixels'
	| 'pixel-data-truncated'
	| 'frame-missing'
	| 'frame-empty'
	| 'codestream-damaged'
	| 'codestream-truncated'
	| 'codestream-differs-from-header'
	| 'codestream-other-format'
	| 'codestream-arithmetic'
	| 'rle-damaged'
	| 'decoder-refused'
	| 'decoder-size'
	| 'decoder-timeout'
	| 'decoder-crashed'
	| 'frame-unlike-first'
	| 'original-unreadable';

export interface PixelRefusal {
	readonly code: PixelRefusalCode;
	readonly detail: string | null;
}

export function refuse(
	code: PixelRefusalCode,
	detail: string | null = null,
): { readonly ok: false; readonly reason: PixelRefusal } {
	return err({ code, detail });
}
