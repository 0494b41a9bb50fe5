/**
 * The forms in which frames can leave (PS3.18 table 8.7.3-5): plain values, the stored codestream under its own media type, the
 * stored codestream as octets for `transfer-syntax=*`.
 */
import type { FrameFormat } from '#lib/archive/manifest.ts';
import type { PixelData } from '#lib/dicom/part10/part10.ts';
import { explicitLittleEndian, transferSyntax } from '#lib/dicom/transfer-syntax.ts';
import type { Offer } from '../accept.ts';

export interface FrameOffer extends Offer {
	/** `derived`: our own lossless rendition, checked value for value when it was made */
	readonly form: 'values' | 'stored' | 'derived';
	readonly transferSyntax: string;
}

const octets = 'application/octet-stream';
/** HTJ2K Lossless RPCL (PS3.5 A.4.4): the rendition that our own viewer reads. */
export const derivedSyntax = '1.2.840.10008.1.2.4.202';

export function frameOffers(kind: PixelData['kind'], stored: string, single: boolean): FrameOffer[] {
	const offers: FrameOffer[] = [
		{
			form: 'values',
			type: octets,
			multipart: true,
			transferSyntax: explicitLittleEndian,
			// Native frames are the same bytes under every native syntax, once in little-endian order.
			stored: kind === 'native',
			defaultForType: true,
		},
	];
	if (kind === 'encapsulated') {
		const asStored = { form: 'stored', multipart: true, transferSyntax: stored, stored: true } as const;
		const type = frameMediaType(stored);
		if (type !== null) offers.push({ ...asStored, type, defaultForType: true });
		offers.push({ ...asStored, type: octets, defaultForType: false });
	}
	if (frameMediaType(stored) !== 'image/jphc') {
		const asDerived = {
			form: 'derived',
			multipart: true,
			transferSyntax: derivedSyntax,
			stored: false,
		} as const;
		offers.push({ ...asDerived, type: 'image/jphc', defaultForType: true });
		offers.push({ ...asDerived, type: octets, defaultForType: false });
	}
	return single ? [...offers, ...offers.map((offer) => ({ ...offer, multipart: false }))] : offers;
}

export function frameMediaType(stored: string): string | null {
	const codec = transferSyntax(stored)?.codec;
	switch (codec) {
		case 'jpeg':
		case 'jpeg-lossless':
			return 'image/jpeg';
		case 'jpeg-ls':
			return 'image/jls';
		case 'jpeg-2000':
			return /\.4\.9[23]$/.test(stored) ? 'image/jpx' : 'image/jp2';
		case 'htj2k':
			return 'image/jphc';
		case 'jpeg-xl':
			return 'image/jxl';
		case 'rle':
			return 'image/dicom-rle';
		case 'video':
		case 'native':
		case 'encapsulated-native':
		case 'deflated-frame':
		case 'none':
		case undefined:
			return null;
	}
}

export function allocatedBits(dtype: FrameFormat['dtype']): 8 | 16 | 32 | 64 {
	switch (dtype) {
		case 'uint8':
		case 'int8':
			return 8;
		case 'uint16':
		case 'int16':
			return 16;
		case 'uint32':
		case 'int32':
		case 'float32':
			return 32;
		case 'float64':
			return 64;
	}
}
