/** Files written by other people's tools: dcmtk and GDCM compress, we must give back what went in. */
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../../src/lib/base/bytes.ts';
import { readPart10 } from '../../src/lib/dicom/part10/part10-reader.ts';
import { cells, grey16, grey8, imageFile, native, pattern, rgb8 } from '../fixtures/image-file.ts';
import type { ImageHeader } from '../fixtures/image-file.ts';
import { dcmtkFile } from '../peers/dcmtk.ts';
import { derived } from './derived.ts';

const explicit = '1.2.840.10008.1.2.1';
const signed16: ImageHeader = { ...grey16, bitsStored: 16, highBit: 15, signed: true };

function plain(header: ImageHeader): { file: Uint8Array; frames: number[][] } {
	const many = { ...header, frames: 2 };
	const frames = [1, 2].map((seed) => pattern(many, seed));
	return { file: imageFile(many, explicit, native(cells(frames.flat(), header.bitsAllocated))), frames };
}

describe('what dcmtk and GDCM compress without loss comes back value for value', () => {
	const tools: [string, string, string[], ImageHeader[]][] = [
		['RLE', 'dcmcrle', [], [grey8, grey16, signed16, rgb8]],
		['JPEG-LS', 'dcmcjpls', [], [grey8, grey16, rgb8]],
		['JPEG-LS, planes apart', 'dcmcjpls', ['+il'], [rgb8]],
		['JPEG lossless SV1', 'dcmcjpeg', ['+e1'], [grey8, grey16, rgb8]],
		['JPEG lossless, predictor 4', 'dcmcjpeg', ['+el', '+sv', '4'], [grey8, grey16]],
		['JPEG lossless in fragments', 'dcmcjpeg', ['+e1', '+fs', '1'], [grey16]],
		['JPEG 2000', 'gdcmconv', ['--j2k'], [grey8, grey16, rgb8]],
	];
	for (const [name, tool, args, headers] of tools) {
		for (const header of headers) {
			it(`${name}: ${header.samples} x ${header.bitsStored} bits${header.signed ? ' signed' : ''}`, async () => {
				const { file, frames } = plain(header);
				const { shown, derivation } = await derived(dcmtkFile(tool, args, file));
				expect(derivation.refused).toBeNull();
				expect(shown.map((frame) => same(frame, frames[shown.indexOf(frame)] ?? []))).toEqual([
					'same',
					'same',
				]);
			});
		}
	}
});

describe("what dcmtk compresses with loss looks as dcmtk's own decoder has it", () => {
	const processes: [string, string[], ImageHeader][] = [
		['baseline', ['+eb'], grey8],
		['baseline colour', ['+eb'], rgb8],
		['baseline colour, chroma halved', ['+eb', '+s2'], rgb8],
		['baseline RGB', ['+eb', '+cr'], rgb8],
		['extended 12 bit', ['+ee'], grey16],
		['spectral selection', ['+es'], grey8],
		['progressive', ['+ep'], rgb8],
	];
	for (const [name, args, header] of processes) {
		it(name, async () => {
			const compressed = dcmtkFile('dcmcjpeg', args, plain(header).file);
			const { shown, derivation } = await derived(compressed);
			const theirs = await nativeFrames(dcmtkFile('dcmdjpeg', ['+px'], compressed), header);
			expect(derivation.flags).toContain('lossy');
			expect(shown.map((frame, i) => same(frame, theirs[i] ?? []))).toEqual(['same', 'same']);
		});
	}

	it('12-bit JPEG is not brightened', async () => {
		const { file, frames } = plain(grey16);
		const { shown } = await derived(dcmtkFile('dcmcjpeg', ['+ee'], file));
		const [frame] = shown;
		if (typeof frame !== 'object') throw new Error('refused');
		const off = frame.reduce((sum, value, i) => sum + value - (frames[0]?.[i] ?? 0), 0) / frame.length;
		expect(Math.abs(off)).toBeLessThan(1);
	});
});

/** A whole array in an assertion's message helps nobody. */
function same(shown: readonly number[] | string | undefined, wanted: readonly number[]): string {
	if (typeof shown !== 'object') return `refused ${shown ?? ''}`;
	if (shown.length !== wanted.length) return `${shown.length} values for ${wanted.length}`;
	const off = shown.findIndex((value, i) => value !== wanted[i]);
	return off === -1 ? 'same' : `value ${off}: ${shown[off] ?? ''} for ${wanted[off] ?? ''}`;
}

async function nativeFrames(file: Uint8Array, header: ImageHeader): Promise<number[][]> {
	const part10 = await readPart10(bytesInMemory(file));
	if (!part10.ok || part10.value.pixelData?.kind !== 'native') throw new Error('peer wrote no native pixels');
	const { offset } = part10.value.pixelData.place;
	const count = header.rows * header.columns * header.samples;
	const bytes = await part10.value.bytes.read(offset, (count * 2 * header.bitsAllocated) / 8);
	const copy = Uint8Array.from(bytes);
	const values = header.bitsAllocated === 8 ? copy : new Uint16Array(copy.buffer);
	return [[...values.subarray(0, count)], [...values.subarray(count)]];
}
