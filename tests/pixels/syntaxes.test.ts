import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writePart10 } from '../../src/lib/dicom/part10/part10-writer.ts';
import { encodeFrame, encodeRle } from '../fixtures/encode-frame.ts';
import type { Encoding } from '../fixtures/encode-frame.ts';
import {
	cells,
	encapsulated,
	grey16,
	grey8,
	imageFile,
	native,
	pattern,
	rgb8,
} from '../fixtures/image-file.ts';
import type { ImageHeader } from '../fixtures/image-file.ts';
import { derived } from './derived.ts';

const root = '1.2.840.10008.1.2';
const signed16: ImageHeader = { ...grey16, bitsStored: 16, highBit: 15, signed: true };
const unsigned16: ImageHeader = { ...signed16, signed: false };
const signed8: ImageHeader = { ...grey8, signed: true };

describe('native pixels arrive value for value', () => {
	const plain: [string, ImageHeader][] = [
		['8 bit', grey8],
		['8 bit signed', signed8],
		['12 in 16', grey16],
		['16 bit', unsigned16],
		['16 bit signed', signed16],
		['32 bit', { ...grey16, bitsAllocated: 32, bitsStored: 32, highBit: 31 }],
		['32 bit signed', { ...grey16, bitsAllocated: 32, bitsStored: 32, highBit: 31, signed: true }],
		['10 in 32', { ...grey16, bitsAllocated: 32, bitsStored: 10, highBit: 9 }],
		['colour', rgb8],
		['colour 16 bit', { ...rgb8, bitsAllocated: 16, bitsStored: 16, highBit: 15 }],
		['odd number of bytes', { ...grey8, rows: 5, columns: 7 }],
		['one pixel', { ...grey16, rows: 1, columns: 2 }],
		['a long line', { ...grey16, rows: 1, columns: 4000 }],
	];
	for (const [name, header] of plain) {
		// 32-bit big-endian is refused: see guards.test.ts
		const syntaxes = [root, `${root}.1`, ...(header.bitsAllocated === 32 ? [] : [`${root}.2`])];
		for (const syntax of syntaxes) {
			it(`${name}, ${syntax}`, async () => {
				const values = pattern(header);
				const file = imageFile(header, syntax, native(cells(values, header.bitsAllocated)));
				const { shown, derivation } = await derived(file);
				expect(derivation.flags).toEqual([]);
				expect(shown).toEqual([values]);
			});
		}
	}

	it('deflated', async () => {
		const values = pattern(grey16);
		const file = writePart10({
			dataset: {
				'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
				'00080018': { vr: 'UI', Value: ['2.25.7001'] },
				'0020000D': { vr: 'UI', Value: ['2.25.7002'] },
				'0020000E': { vr: 'UI', Value: ['2.25.7003'] },
				'00280002': { vr: 'US', Value: [1] },
				'00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
				'00280010': { vr: 'US', Value: [48] },
				'00280011': { vr: 'US', Value: [64] },
				'00280100': { vr: 'US', Value: [16] },
				'00280101': { vr: 'US', Value: [12] },
				'00280102': { vr: 'US', Value: [11] },
				'00280103': { vr: 'US', Value: [0] },
			},
			transferSyntax: `${root}.1.99`,
			pixelData: native(cells(values, 16)),
			deflate: (bytes) => deflateRawSync(bytes),
		});
		expect((await derived(file)).shown).toEqual([values]);
	});

	it('one-bit frames that begin in the middle of a byte', async () => {
		const header = { ...grey8, rows: 5, columns: 5, frames: 3, bitsAllocated: 1, bitsStored: 1, highBit: 0 };
		const frames = [3, 4, 5].map((every) => Array.from({ length: 25 }, (_, i) => (i % every === 0 ? 1 : 0)));
		const bits = frames.flat();
		const bytes = new Uint8Array(Math.ceil(bits.length / 8));
		for (const [i, bit] of bits.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
		expect((await derived(imageFile(header, `${root}.1`, native(bytes)))).shown).toEqual(frames);
	});

	it('8-bit big-endian words, whose odd frames begin in the middle of a word', async () => {
		const header = { ...grey8, rows: 3, columns: 5, frames: 3 };
		const frames = [1, 2, 3].map((seed) => pattern(header, seed));
		const bytes = cells([...frames.flat(), 0], 8);
		expect((await derived(imageFile(header, `${root}.2`, native(bytes)))).shown).toEqual(frames);
	});

	it('float and double', async () => {
		const values = [0, -1.5, 3.25e10, 1e-20, 2 ** -40, 7];
		for (const [tag, vr, bits] of [
			['7FE00008', 'OF', 32],
			['7FE00009', 'OD', 64],
		] as const) {
			const header = { ...grey16, rows: 2, columns: 3, bitsAllocated: bits };
			const array = bits === 32 ? Float32Array.from(values) : Float64Array.from(values);
			const file = imageFile(header, `${root}.1`, {
				kind: 'native',
				tag,
				vr,
				bytes: new Uint8Array(array.buffer),
			});
			const { shown, derivation } = await derived(file);
			expect(derivation.format?.dtype).toBe(`float${bits}`);
			expect(shown).toEqual([[...array]]);
		}
	});

	it('planes one after another', async () => {
		const values = pattern(rgb8);
		const planes = [0, 1, 2].flatMap((sample) => values.filter((_, i) => i % 3 === sample));
		const file = imageFile({ ...rgb8, planar: 1 }, `${root}.1`, native(cells(planes, 8)));
		expect((await derived(file)).shown).toEqual([values]);
	});

	it('uncompressed YBR becomes RGB, and says so', async () => {
		const grey = [16, 128, 128, 200, 128, 128];
		const file = imageFile(
			{ ...rgb8, rows: 1, columns: 2, photometric: 'YBR_FULL' },
			`${root}.1`,
			native(cells(grey, 8)),
		);
		const { shown, derivation } = await derived(file);
		expect(shown).toEqual([[16, 16, 16, 200, 200, 200]]);
		expect(derivation.flags).toContain('converted-ybr-to-rgb');
		expect(derivation.format?.photometric).toBe('RGB');
		const halved = imageFile(
			{ ...rgb8, rows: 1, columns: 2, photometric: 'YBR_FULL_422' },
			`${root}.1`,
			native(Uint8Array.of(76, 150, 85, 255)),
		);
		expect((await derived(halved)).shown).toEqual([[254, 0, 0, 255, 74, 74]]);
	});

	it('palette indices stay indices', async () => {
		const table = { vr: 'OW', InlineBinary: Buffer.alloc(512).toString('base64') };
		const descriptor = { vr: 'US', Value: [256, 0, 16] };
		const palette = {
			'00281101': descriptor,
			'00281102': descriptor,
			'00281103': descriptor,
			'00281201': table,
			'00281202': table,
			'00281203': table,
		};
		const header = { ...grey8, photometric: 'PALETTE COLOR' };
		const values = pattern(header);
		const { shown, derivation } = await derived(
			imageFile(header, `${root}.1`, native(cells(values, 8)), palette),
		);
		expect(shown).toEqual([values]);
		expect(derivation.format?.photometric).toBe('PALETTE COLOR');
	});
});

describe('lossless syntaxes arrive value for value', () => {
	const encodings: [string, string, Encoding | 'rle', ImageHeader[]][] = [
		[
			'RLE',
			`${root}.5`,
			'rle',
			[
				grey8,
				grey16,
				signed16,
				rgb8,
				{ ...rgb8, bitsAllocated: 16, bitsStored: 16, highBit: 15 },
				{ ...grey16, bitsAllocated: 32, bitsStored: 32, highBit: 31 },
			],
		],
		[
			'JPEG lossless',
			`${root}.4.70`,
			{ to: 'jpeg', lossy: false },
			[grey8, grey16, signed16, unsigned16, rgb8],
		],
		[
			'JPEG lossless, predictor 7',
			`${root}.4.57`,
			{ to: 'jpeg', lossy: false, predictor: 7 },
			[grey8, grey16, signed16],
		],
		['JPEG-LS', `${root}.4.80`, { to: 'jpeg-ls', near: 0 }, [grey8, grey16, signed16, unsigned16, rgb8]],
		['JPEG 2000', `${root}.4.90`, { to: 'j2k', lossy: false }, [grey8, grey16, signed16, unsigned16, rgb8]],
		['HTJ2K', `${root}.4.201`, { to: 'htj2k', lossy: false }, [grey8, grey16, signed16, unsigned16, rgb8]],
	];
	for (const [name, syntax, encoding, headers] of encodings) {
		for (const header of headers) {
			const kind = `${header.samples}x${header.bitsStored}${header.signed ? ' signed' : ''}`;
			it(`${name}, ${kind}, three frames of which one lies in three fragments`, async () => {
				const many = { ...header, frames: 3 };
				const frames = [1, 2, 3].map((seed) => pattern(many, seed));
				const encoded = [];
				for (const frame of frames)
					encoded.push(
						encoding === 'rle' ? encodeRle(frame, many) : await encodeFrame(frame, many, encoding),
					);
				const [first = new Uint8Array(), second = new Uint8Array(), third = new Uint8Array()] = encoded;
				const cut = [second.subarray(0, 100), second.subarray(100, 300), second.subarray(300)];
				const pixelData = {
					kind: 'encapsulated',
					frames: [[first], cut, [third]],
					offsets: 'basic',
				} as const;
				const { shown, derivation } = await derived(imageFile(many, syntax, pixelData));
				expect(derivation.refused).toBeNull();
				expect(shown).toEqual(frames);
			});
		}
	}
});

describe('lossy syntaxes arrive as their decoder gives them, and say so', () => {
	const near = (a: readonly number[] | string | undefined, b: readonly number[]): number =>
		typeof a === 'object'
			? Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 0))))
			: Number.POSITIVE_INFINITY;

	it('8-bit JPEG travels as it is, from the original file', async () => {
		const values = pattern(grey8);
		const { shown, derivation } = await derived(
			imageFile(
				grey8,
				`${root}.4.50`,
				encapsulated(await encodeFrame(values, grey8, { to: 'jpeg', lossy: true })),
			),
		);
		expect(derivation.frames[0]).toMatchObject({ state: 'ready', codec: 'jpeg', from: 'original' });
		expect(derivation.flags).toEqual(['lossy']);
		expect(near(shown[0], values)).toBeLessThan(40);
	});

	it('near-lossless JPEG-LS keeps within its bound', async () => {
		const values = pattern(grey16);
		const { shown } = await derived(
			imageFile(
				grey16,
				`${root}.4.81`,
				encapsulated(await encodeFrame(values, grey16, { to: 'jpeg-ls', near: 3 })),
			),
		);
		expect(near(shown[0], values)).toBeLessThanOrEqual(3);
	});

	it('lossy JPEG 2000', async () => {
		const values = pattern(grey16);
		const { shown, derivation } = await derived(
			imageFile(
				grey16,
				`${root}.4.91`,
				encapsulated(await encodeFrame(values, grey16, { to: 'j2k', lossy: true })),
			),
		);
		expect(derivation.flags).toEqual(['lossy']);
		expect(near(shown[0], values)).toBeLessThan(400);
	});
});
