/** The rules of stored-bits.ts, each with a file of its own kind. */
import { describe, expect, it } from 'vitest';
import { decodeFrame } from '../../src/lib/server/pixels/frame/frame-decoder.ts';
import { readPixelHeader } from '../../src/lib/server/pixels/frame/pixel-header.ts';
import { embeddedOverlay } from '../../src/lib/server/pixels/frame/stored-bits.ts';
import { encodeFrame } from '../fixtures/encode-frame.ts';
import { cells, encapsulated, grey16, imageFile, native, parsed, pattern } from '../fixtures/image-file.ts';
import type { ImageHeader } from '../fixtures/image-file.ts';
import { derived } from './derived.ts';

const explicit = '1.2.840.10008.1.2.1';
const signed12: ImageHeader = { ...grey16, signed: true };

function words(header: ImageHeader, values: readonly number[]): Uint8Array {
	return imageFile(header, explicit, native(cells(values, 16)));
}

describe('stored bits', () => {
	it('within Bits Stored are left alone', async () => {
		const values = pattern(signed12);
		const { shown, derivation } = await derived(words(signed12, values));
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual([]);
	});

	it('signed with clean upper bits get their sign', async () => {
		const values = pattern(signed12);
		const { shown, derivation } = await derived(
			words(
				signed12,
				values.map((value) => value & 0xfff),
			),
		);
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['converted-bits']);
		expect(derivation.format?.dtype).toBe('int16');
	});

	it('under the same junk in every pixel are cut out', async () => {
		for (const header of [grey16, signed12]) {
			const values = pattern(header);
			const { shown, derivation } = await derived(
				words(
					header,
					values.map((value) => (value & 0xfff) | 0xa000),
				),
			);
			expect(shown).toEqual([values]);
			expect(derivation.flags).toEqual(['converted-bits']);
		}
	});

	it('that lie about their number keep every density, and say so', async () => {
		const values = pattern({ ...signed12, bitsStored: 13 });
		const { shown, derivation } = await derived(words(signed12, values));
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['values-exceed-bits-stored']);
		expect(derivation.range).toEqual([-4096, 4095]);
	});

	it('stay on one scale when a later frame exceeds them', async () => {
		const header = { ...signed12, frames: 3 };
		const within = pattern(header);
		const beyond = pattern({ ...header, bitsStored: 13 }, 2);
		const clean = within.map((value) => value & 0xfff);
		const { shown, derivation } = await derived(words(header, [...within, ...clean, ...beyond]));
		expect(derivation.flags).toEqual(['values-exceed-bits-stored']);
		// The frame with clean upper bits would have been sign-extended alone; beside this one it is not.
		expect(shown).toEqual([within, clean, beyond]);
	});

	it('8 in 16 that exceed them in the second frame widen the first', async () => {
		const header = { ...grey16, bitsStored: 8, highBit: 7, frames: 2 };
		const frames = [pattern(header), pattern({ ...header, bitsStored: 11 })];
		const { shown, derivation } = await derived(words(header, frames.flat()));
		expect(derivation.format?.dtype).toBe('uint16');
		expect(shown).toEqual(frames);
	});

	it('8 in 16 travel as bytes', async () => {
		const header = { ...grey16, bitsStored: 8, highBit: 7 };
		const { shown, derivation } = await derived(words(header, pattern(header)));
		expect(derivation.format?.dtype).toBe('uint8');
		expect(shown).toEqual([pattern(header)]);
	});

	it('in the upper bits of the cell are shifted down', async () => {
		const header = { ...grey16, highBit: 15 };
		const values = pattern(grey16);
		const { shown, derivation } = await derived(
			words(
				header,
				values.map((value) => (value << 4) | (value & 7)),
			),
		);
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['converted-bits']);
	});

	it('below an embedded overlay are freed of it, and the overlay can be had', async () => {
		const values = pattern(grey16);
		const overlay = values.map((_, i) => (i % 7 === 0 ? 1 : 0));
		const more = {
			'60000010': { vr: 'US', Value: [grey16.rows] },
			'60000011': { vr: 'US', Value: [grey16.columns] },
			'60000100': { vr: 'US', Value: [16] },
			'60000102': { vr: 'US', Value: [12] },
		};
		const marked = values.map((value, i) => value | ((overlay[i] ?? 0) << 12));
		const file = imageFile(grey16, explicit, native(cells(marked, 16)), more);
		const { shown, derivation } = await derived(file);
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['converted-bits']);

		const part10 = await parsed(file);
		const header = readPixelHeader(part10);
		if (!header.ok) throw new Error(header.reason.code);
		expect(header.value.overlayBits).toEqual([{ group: '6000', bit: 12 }]);
		const decoded = await decodeFrame(part10, header.value, { frame: 0, keepCells: false });
		if (!decoded.ok) throw new Error(decoded.reason.code);
		expect([...embeddedOverlay(decoded.value.decoded.samples, 12)]).toEqual(overlay);
	});
});

describe('a sign told differently by header and codestream', () => {
	const signed16 = { ...grey16, bitsStored: 16, highBit: 15, signed: true };

	it('signed by the codestream alone is signed', async () => {
		const values = pattern(signed16);
		const stream = await encodeFrame(values, signed16, { to: 'j2k', lossy: false });
		const file = imageFile({ ...signed16, signed: false }, '1.2.840.10008.1.2.4.90', encapsulated(stream));
		const { shown, derivation } = await derived(file);
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['sign-disagrees']);
	});

	it('signed by the header alone is signed', async () => {
		const values = pattern(signed12);
		const stream = await encodeFrame(
			values.map((value) => value & 0xfff),
			grey16,
			{ to: 'j2k', lossy: false },
		);
		const { shown, derivation } = await derived(
			imageFile(signed12, '1.2.840.10008.1.2.4.90', encapsulated(stream)),
		);
		expect(shown).toEqual([values]);
		expect(derivation.flags).toEqual(['sign-disagrees']);
	});
});
