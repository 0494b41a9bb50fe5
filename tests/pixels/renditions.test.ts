import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeHtj2kStream, encodeHtj2k } from '../../src/lib/server/pixels/codecs/htj2k.ts';
import { resolutionEnds, walkJ2k } from '../../src/lib/server/pixels/codecs/j2k-guard.ts';
import { decodeJ2kStream } from '../../src/lib/server/pixels/codecs/jpeg-2000.ts';
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
const large: ImageHeader = { ...grey16, rows: 200, columns: 300 };

async function htj2k(header: ImageHeader): Promise<Uint8Array> {
	const info = {
		width: header.columns,
		height: header.rows,
		bitsPerSample: header.bitsStored,
		componentCount: header.samples,
		isSigned: header.signed,
		isUsingColorTransform: false,
	};
	const stream = await encodeHtj2k(Uint16Array.from(pattern(header)), info);
	if (stream === null) throw new Error('not encoded');
	return stream;
}

describe('the lossless rendition', () => {
	it('tells at which byte each resolution is complete', async () => {
		const facts = walkJ2k(await htj2k(large));
		if (!facts.ok) throw new Error(facts.reason.code);
		const ends = resolutionEnds(facts.value);
		expect(ends).toHaveLength(6);
		expect(ends.at(-1)).toBe(facts.value.codestream.length);
		expect([...ends].sort((a, b) => a - b)).toEqual(ends);
	});

	it('is read the same by a second library', async () => {
		const stream = await htj2k(large);
		const [ours, theirs] = [await decodeHtj2kStream(stream), await decodeJ2kStream(stream)];
		expect(Buffer.compare(ours?.bytes ?? Buffer.of(), theirs?.bytes ?? Buffer.of(1))).toBe(0);
	});

	it('has six levels above 2048 pixels, so that the smallest stays small', async () => {
		const facts = walkJ2k(await htj2k({ ...large, rows: 8, columns: 4000 }));
		expect(facts.ok && facts.value.levels).toBe(6);
	});

	it('is the original itself where that is in our form already', async () => {
		const file = imageFile(large, `${root}.4.202`, encapsulated(await htj2k(large)));
		const { shown, derivation } = await derived(file);
		expect(derivation.frames[0]).toMatchObject({ codec: 'htj2k', from: 'original' });
		expect(shown).toEqual([pattern(large)]);
	});

	it('is raw where the codec would write another picture, or gains nothing', async () => {
		const deep: ImageHeader = { ...rgb8, bitsAllocated: 16, bitsStored: 16, highBit: 15 };
		const cases: [ImageHeader, 'raw' | 'htj2k' | 'jpegls'][] = [
			[deep, 'raw'],
			[{ ...grey16, bitsAllocated: 32, bitsStored: 20, highBit: 19 }, 'raw'],
			[{ ...grey8, rows: 32, columns: 32 }, 'raw'],
			[large, 'jpegls'],
			[{ ...large, rows: 1030, columns: 1030 }, 'htj2k'],
			[{ ...rgb8, rows: 100, columns: 100 }, 'htj2k'],
		];
		for (const [header, codec] of cases) {
			const bytes = cells(pattern(header), header.bitsAllocated);
			const { derivation } = await derived(imageFile(header, `${root}.1`, native(bytes)));
			expect(derivation.frames[0]).toMatchObject({ codec, from: 'container' });
		}
	});
});

describe('previews', () => {
	it('are 512 pixels, and 1024 too for projection images', async () => {
		for (const [modality, sizes] of [
			['CT', [512]],
			['DX', [512, 1024]],
			['MG', [512, 1024]],
		] as const) {
			const more = { '00080060': { vr: 'CS', Value: [modality] } };
			const { derivation } = await derived(
				imageFile(large, `${root}.1`, native(cells(pattern(large), 16)), more),
			);
			expect(derivation.previews.map((preview) => preview.size)).toEqual(sizes);
		}
	});
});

describe('rare ways to lay pixels down', () => {
	it('deflated frames of one-bit pixels', async () => {
		const header = {
			...grey8,
			rows: 16,
			columns: 16,
			frames: 2,
			bitsAllocated: 1,
			bitsStored: 1,
			highBit: 0,
		};
		const packed = [0b10110001, 0b01011100].map((byte) => new Uint8Array(32).fill(byte));
		const values = packed.map((bytes) =>
			[...bytes].flatMap((byte) => Array.from({ length: 8 }, (_, bit) => (byte >> bit) & 1)),
		);
		const streams = packed.map((bytes) => new Uint8Array(deflateRawSync(bytes)));
		const { shown } = await derived(imageFile(header, `${root}.8.1`, encapsulated(...streams)));
		expect(shown).toEqual(values);
		const bomb = new Uint8Array(deflateRawSync(new Uint8Array(50_000_000)));
		expect(
			(await derived(imageFile(header, `${root}.8.1`, encapsulated(bomb, bomb)))).derivation.refused?.code,
		).toBe('codestream-damaged');
	});

	it('uncompressed pixels in fragments', async () => {
		const two = { ...grey16, frames: 2 };
		const frames = [1, 2].map((seed) => pattern(two, seed));
		const file = imageFile(two, `${root}.1.98`, encapsulated(...frames.map((frame) => cells(frame, 16))));
		expect((await derived(file)).shown).toEqual(frames);
	});
});
