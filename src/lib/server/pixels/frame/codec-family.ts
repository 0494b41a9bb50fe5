import { transferSyntax } from '#lib/dicom/transfer-syntax.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';

/** One family is one way of unpacking a frame's bytes (PS3.5 section 8.2, annex A). */
export type CodecFamily = 'native' | 'deflated-frame' | 'rle' | 'jpeg' | 'jpeg-ls' | 'j2k';

/** JPEG 2000 part 2 keeps components in ways that no codec here reads. */
const multiComponent = ['1.2.840.10008.1.2.4.92', '1.2.840.10008.1.2.4.93'];

export function codecFamily(uid: string): Result<CodecFamily, PixelRefusal> {
	if (multiComponent.includes(uid)) return refuse('codec-unsupported', 'multi-component');
	const codec = transferSyntax(uid)?.codec;
	switch (codec) {
		case 'native':
		case 'encapsulated-native':
			return ok('native');
		case 'jpeg':
		case 'jpeg-lossless':
			return ok('jpeg');
		case 'jpeg-2000':
		case 'htj2k':
			return ok('j2k');
		case 'rle':
		case 'jpeg-ls':
		case 'deflated-frame':
			return ok(codec);
		case 'video':
			return refuse('video');
		case 'jpeg-xl':
			return refuse('jpeg-xl');
		case 'none':
			return refuse('remote-pixels');
		case undefined:
			return refuse('codec-unsupported');
	}
}
