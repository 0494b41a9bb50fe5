/** Transfer syntaxes by UID (PS3.6 table A-1): how the data set is written, and what its pixel data hold. */
export type PixelCodec =
	| 'native'
	| 'encapsulated-native'
	| 'rle'
	| 'jpeg'
	| 'jpeg-lossless'
	| 'jpeg-ls'
	| 'jpeg-2000'
	| 'htj2k'
	| 'jpeg-xl'
	| 'video'
	| 'deflated-frame'
	| 'none';

export interface TransferSyntax {
	readonly uid: string;
	readonly name: string;
	readonly explicit: boolean;
	readonly bigEndian: boolean;
	readonly deflated: boolean;
	readonly codec: PixelCodec;
	/** The syntax itself loses information (PS3.3 C.7.6.1.1.5); `possible` depends on the codestream. */
	readonly lossy: 'no' | 'yes' | 'possible';
}

export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';

type Row = readonly [suffix: string, name: string, codec: PixelCodec, lossy?: TransferSyntax['lossy']];

const jpegRows: readonly Row[] = [
	['50', 'JPEG Baseline', 'jpeg', 'yes'],
	['51', 'JPEG Extended', 'jpeg', 'yes'],
	['53', 'JPEG Spectral Selection', 'jpeg', 'yes'],
	['55', 'JPEG Full Progression', 'jpeg', 'yes'],
	['57', 'JPEG Lossless', 'jpeg-lossless'],
	['70', 'JPEG Lossless SV1', 'jpeg-lossless'],
	['80', 'JPEG-LS Lossless', 'jpeg-ls'],
	['81', 'JPEG-LS Near-Lossless', 'jpeg-ls', 'possible'],
	['90', 'JPEG 2000 Lossless', 'jpeg-2000'],
	['91', 'JPEG 2000', 'jpeg-2000', 'possible'],
	['92', 'JPEG 2000 Multi-component Lossless', 'jpeg-2000'],
	['93', 'JPEG 2000 Multi-component', 'jpeg-2000', 'possible'],
	['94', 'JPIP Referenced', 'none'],
	['95', 'JPIP Referenced Deflate', 'none'],
	['100', 'MPEG-2 Main Profile', 'video', 'yes'],
	['101', 'MPEG-2 High Level', 'video', 'yes'],
	['102', 'MPEG-4 High Profile 4.1', 'video', 'yes'],
	['103', 'MPEG-4 BD-compatible', 'video', 'yes'],
	['104', 'MPEG-4 High Profile 4.2 2D', 'video', 'yes'],
	['105', 'MPEG-4 High Profile 4.2 3D', 'video', 'yes'],
	['106', 'MPEG-4 Stereo', 'video', 'yes'],
	['107', 'HEVC Main', 'video', 'yes'],
	['108', 'HEVC Main 10', 'video', 'yes'],
	['110', 'JPEG XL Lossless', 'jpeg-xl'],
	['111', 'JPEG XL Recompression', 'jpeg-xl', 'yes'],
	['112', 'JPEG XL', 'jpeg-xl', 'possible'],
	['201', 'HTJ2K Lossless', 'htj2k'],
	['202', 'HTJ2K Lossless RPCL', 'htj2k'],
	['203', 'HTJ2K', 'htj2k', 'possible'],
	['204', 'JPIP HTJ2K Referenced', 'none'],
	['205', 'JPIP HTJ2K Referenced Deflate', 'none'],
];

const encapsulated = { explicit: true, bigEndian: false } as const;
const plain = { deflated: false, codec: 'native', lossy: 'no' } as const;

const rows: readonly TransferSyntax[] = [
	{
		uid: implicitLittleEndian,
		name: 'Implicit VR Little Endian',
		explicit: false,
		bigEndian: false,
		...plain,
	},
	{
		uid: explicitLittleEndian,
		name: 'Explicit VR Little Endian',
		explicit: true,
		bigEndian: false,
		...plain,
	},
	{ uid: explicitBigEndian, name: 'Explicit VR Big Endian', explicit: true, bigEndian: true, ...plain },
	{
		uid: deflatedLittleEndian,
		name: 'Deflated Explicit VR Little Endian',
		...encapsulated,
		...plain,
		deflated: true,
	},
	{
		uid: '1.2.840.10008.1.2.1.98',
		name: 'Encapsulated Uncompressed',
		...encapsulated,
		deflated: false,
		codec: 'encapsulated-native',
		lossy: 'no',
	},
	{
		uid: '1.2.840.10008.1.2.5',
		name: 'RLE Lossless',
		...encapsulated,
		deflated: false,
		codec: 'rle',
		lossy: 'no',
	},
	{
		uid: '1.2.840.10008.1.2.8.1',
		name: 'Deflated Image Frame',
		...encapsulated,
		deflated: false,
		codec: 'deflated-frame',
		lossy: 'no',
	},
	...jpegRows.map(([suffix, name, codec, lossy = 'no']) => ({
		uid: `1.2.840.10008.1.2.4.${suffix}`,
		name,
		...encapsulated,
		deflated: suffix === '95' || suffix === '205',
		codec,
		lossy,
	})),
];

const byUid = new Map(rows.map((row) => [row.uid, row]));

export function transferSyntax(uid: string): TransferSyntax | null {
	return byUid.get(uid) ?? null;
}

export function transferSyntaxName(uid: string): string {
	return byUid.get(uid)?.name ?? uid;
}

/** The syntax of an encapsulated frame whose header does not name one, by the first bytes of its codestream. */
export function guessEncapsulatedSyntax(start: Uint8Array): string {
	const [a, b, c, d] = start;
	if (a === 0xff && b === 0x4f && c === 0xff && d === 0x51) return '1.2.840.10008.1.2.4.91';
	if (a !== 0xff || b !== 0xd8) return '1.2.840.10008.1.2.5';
	for (
		let at = 2;
		at + 4 <= start.length && start[at] === 0xff;
		at += 2 + 256 * (start[at + 2] ?? 0) + (start[at + 3] ?? 0)
	) {
		const marker = start[at + 1];
		if (marker === 0xc1) return '1.2.840.10008.1.2.4.51';
		if (marker === 0xc3) return '1.2.840.10008.1.2.4.57';
		if (marker === 0xf7) return '1.2.840.10008.1.2.4.81';
	}
	return '1.2.840.10008.1.2.4.50';
}
