import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../dataset.ts';
import {
	deflatedLittleEndian,
	explicitBigEndian,
	explicitLittleEndian,
	implicitLittleEndian,
	writePart10,
} from './part10-writer.ts';

const folder = mkdtempSync(join(tmpdir(), 'part10-writer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const dataset: Dataset = {
	'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
	'00080018': { vr: 'UI', Value: ['2.25.1'] },
	'00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['2.25.9'] } }, {}] },
	'00100010': { vr: 'PN', Value: [{ Alphabetic: 'ใจดี^สมชาย', Ideographic: 'Jaidee^Somchai' }] },
	'00100020': { vr: 'LO', Value: ['0012345'] },
	'00180050': { vr: 'DS', Value: [0.1 + 0.2] },
	'00189073': { vr: 'FD', Value: [1.5] },
	'00280002': { vr: 'US', Value: [1] },
	'00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
	'00280008': { vr: 'IS', Value: [2] },
	'00280009': { vr: 'AT', Value: ['00181063'] },
	'00280010': { vr: 'US', Value: [2] },
	'00280011': { vr: 'US', Value: [2] },
	'00280100': { vr: 'US', Value: [16] },
	'00280101': { vr: 'US', Value: [16] },
	'00280102': { vr: 'US', Value: [15] },
	'00280103': { vr: 'US', Value: [1] },
	'00280106': { vr: 'SS', Value: [-7] },
	'00281053': { vr: 'DS', Value: ['1'] },
};
const pixels = new Uint8Array(new Int16Array([-1000, 0, 1, 3000, 5, 6, 7, 8]).buffer);

function dump(bytes: Uint8Array): string {
	const file = join(folder, 'x.dcm');
	writeFileSync(file, bytes);
	execFileSync('dcmftest', [file]);
	return execFileSync('dcmdump', ['-Un', file], { encoding: 'utf8' });
}

describe('writePart10', () => {
	const syntaxes = [implicitLittleEndian, explicitLittleEndian, explicitBigEndian, deflatedLittleEndian];
	for (const transferSyntax of syntaxes) {
		for (const sequences of ['defined', 'undefined'] as const) {
			it(`is read by dcmtk: ${transferSyntax}, sequences of ${sequences} length`, () => {
				const pixelData = { kind: 'native', bytes: pixels, vr: 'OW' } as const;
				const bytes = writePart10({ dataset, transferSyntax, sequences, pixelData, deflate: deflateRawSync });
				const text = dump(bytes);
				expect(text).toContain('[ISO_IR 192]');
				expect(text).toContain('[ใจดี^สมชาย=Jaidee^Somchai]');
				expect(text).toContain('SS -7');
				expect(text).toContain('[0.3]');
				expect(text).toContain('(0018,1063)');
				expect(text).toContain('FD 1.5');
				expect(text).toContain('SQ (Sequence with ');
				expect(text).toContain('2.25.9');
			});
		}
	}

	it('keeps the stored words whatever the byte order', () => {
		const pixelData = { kind: 'native', bytes: pixels, vr: 'OW' } as const;
		for (const transferSyntax of [explicitLittleEndian, explicitBigEndian]) {
			writeFileSync(join(folder, 'x.dcm'), writePart10({ dataset, transferSyntax, pixelData }));
			const text = execFileSync('dcmdump', ['+P', '7fe0,0010', join(folder, 'x.dcm')], { encoding: 'utf8' });
			expect(text).toContain('OW fc18\\0000\\0001\\0bb8\\0005\\0006\\0007\\0008');
		}
	});

	it('encapsulates fragments with each kind of offset table', () => {
		const frames = [[Uint8Array.of(1, 2, 3)], [Uint8Array.of(4, 5), Uint8Array.of(6, 7, 8, 9)]];
		for (const offsets of ['none', 'basic', 'extended'] as const) {
			const pixelData = { kind: 'encapsulated', frames, offsets } as const;
			const bytes = writePart10({ dataset, transferSyntax: '1.2.840.10008.1.2.5', pixelData });
			const text = dump(bytes);
			expect(text).toContain('PixelSequence #=4');
			expect(text).toContain('01\\02\\03\\00');
			if (offsets === 'basic') expect(text).toContain('00\\00\\00\\00\\0c\\00\\00\\00');
			if (offsets === 'extended') expect(text).toContain('(7fe0,0001) OV');
		}
	});

	it('writes raw bytes on a text element, and leaves the character set to the caller', () => {
		const thai = Uint8Array.of(0xe3, 0xa8, 0xb4, 0xd5);
		const named: Dataset = {
			...dataset,
			'00080005': { vr: 'CS', Value: ['ISO_IR 166'] },
			'00100010': { vr: 'PN', InlineBinary: btoa(String.fromCharCode(...thai)) },
		};
		const bytes = writePart10({
			dataset: named,
			transferSyntax: explicitLittleEndian,
			charset: 'as-given',
		});
		expect(Buffer.from(bytes).includes(Buffer.from(thai))).toBe(true);
		expect(dump(bytes)).toContain('[ISO_IR 166]');
	});

	it('writes a value too long for its VR as UN', () => {
		const long: Dataset = {
			...dataset,
			'00283006': { vr: 'US', Value: Array.from({ length: 40_000 }, () => 9) },
		};
		expect(dump(writePart10({ dataset: long, transferSyntax: explicitLittleEndian }))).toContain(
			'(0028,3006) UN',
		);
	});
});
