import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { ByteSource } from '#lib/base/bytes.ts';
import type { Dataset } from '../dataset.ts';
import type { Part10 } from './part10.ts';
import { readPart10 } from './part10-reader.ts';
import type { ReadOptions } from './part10-reader.ts';
import { writePart10 } from './part10-writer.ts';
import * as raw from './raw-elements.fixture.ts';
import {
	deflatedLittleEndian,
	explicitBigEndian,
	explicitLittleEndian,
	implicitLittleEndian,
} from '../transfer-syntax.ts';

const rle = '1.2.840.10008.1.2.5';
const jpeg = '1.2.840.10008.1.2.4.50';

async function read(bytes: Uint8Array, options?: ReadOptions): Promise<Part10> {
	const result = await readPart10(bytesInMemory(bytes), options);
	if (!result.ok) throw new Error(result.reason);
	return result.value;
}

async function refusal(bytes: Uint8Array, options?: ReadOptions): Promise<string> {
	const result = await readPart10(bytesInMemory(bytes), options);
	return result.ok ? 'read' : result.reason;
}

const dataset: Dataset = {
	'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
	'00080018': { vr: 'UI', Value: ['2.25.1'] },
	'00081140': { vr: 'SQ', Value: [{ '00081155': { vr: 'UI', Value: ['2.25.9'] } }] },
	'00100010': { vr: 'PN', Value: [{ Alphabetic: 'ใจดี^สมชาย^^นาย' }] },
	'00101030': { vr: 'DS', Value: [61.5] },
	'00189073': { vr: 'FD', Value: [1.5] },
	'00280008': { vr: 'IS', Value: [1] },
	'00280009': { vr: 'AT', Value: ['00181063'] },
	'00280010': { vr: 'US', Value: [2] },
	'00280103': { vr: 'US', Value: [1] },
	'00280106': { vr: 'SS', Value: [-7] },
	'00281101': { vr: 'SS', Value: [256, -5, 16] },
};
const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const sixteen = { kind: 'native', vr: 'OW', bytes } as const;

describe('encodings', () => {
	it.each([
		[implicitLittleEndian, 'defined'],
		[implicitLittleEndian, 'undefined'],
		[explicitLittleEndian, 'defined'],
		[explicitLittleEndian, 'undefined'],
		[explicitBigEndian, 'undefined'],
		[deflatedLittleEndian, 'defined'],
	] as const)('reads %s with %s lengths to the same data set', async (transferSyntax, sequences) => {
		const file = writePart10({
			dataset,
			transferSyntax,
			sequences,
			pixelData: sixteen,
			deflate: (b) => deflateRawSync(b),
		});
		const part10 = await read(file);
		expect(part10.dataset).toMatchObject(dataset);
		expect(part10.transferSyntax).toBe(transferSyntax);
		expect(part10.notes).toEqual([]);
		expect(part10.names.get('00100010')?.text).toBe('นาย สมชาย ใจดี');
		const { pixelData } = part10;
		if (pixelData?.kind !== 'native') throw new Error('native expected');
		expect(pixelData.bigEndian).toBe(transferSyntax === explicitBigEndian);
		expect(await part10.bytes.read(pixelData.place.offset, 2)).toEqual(
			pixelData.bigEndian ? Uint8Array.of(2, 1) : Uint8Array.of(1, 2),
		);
	});

	it('reads a header through a small window and leaves the pixels alone', async () => {
		const file = writePart10({
			dataset,
			transferSyntax: explicitLittleEndian,
			pixelData: { ...sixteen, bytes: new Uint8Array(5_000_000) },
		});
		let most = 0;
		const source: ByteSource = {
			size: file.length,
			read: async (offset, length) => {
				most += length;
				return file.subarray(offset, offset + length);
			},
		};
		expect((await readPart10(source)).ok).toBe(true);
		expect(most).toBeLessThan(200_000);
	});

	it('follows the bytes where the meta header says otherwise', async () => {
		const file = raw.part10(implicitLittleEndian, raw.identity);
		expect((await read(file)).notes).toEqual(['encoding-differs-from-meta']);
	});

	it('reads a data set without preamble, meta header and transfer syntax', async () => {
		expect((await read(raw.identity)).notes).toEqual(['no-prefix', 'no-meta', 'no-transfer-syntax']);
		const noSyntax = await read(raw.part10(null, raw.identity));
		expect(noSyntax.notes).toEqual(['no-transfer-syntax']);
		expect(noSyntax.transferSyntax).toBe(explicitLittleEndian);
	});

	it('keeps the header of a deflated file that ends in a pad byte', async () => {
		const deflated = Uint8Array.from(deflateRawSync(raw.identity));
		const file = raw.part10(deflatedLittleEndian, deflated, Uint8Array.of(0));
		expect((await read(file)).dataset['00080018']?.Value).toEqual(['2.25.1']);
	});
});

describe('values', () => {
	it('leaves numbers that are not numbers as text, and wide integers as text', async () => {
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('00280008', 'IS', '1e9'),
			raw.element('00281050', 'DS', 'NaN\\1e400\\ 40 '),
			raw.element('00720082', 'SV', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127)),
			raw.element('00720084', 'FD', Uint8Array.of(0, 0, 0, 0, 0, 0, 0xf8, 0x7f)),
		);
		const { dataset: set } = await read(file);
		expect(set['00280008']?.Value).toEqual(['1e9']);
		expect(set['00281050']?.Value).toEqual(['NaN', '1e400', 40]);
		expect(set['00720082']?.Value).toEqual(['9223372036854775807']);
		expect(set['00720084']?.Value).toEqual(['NaN']);
	});

	it.each(['??', 'lo'])('reads on behind the VR %s', async (vr) => {
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('00100020', vr, 'HN 1'),
			raw.element('00100040', 'CS', 'M '),
			raw.element('7FE00010', 'OW', new Uint8Array(3_000_000)),
		);
		const part10 = await read(file);
		expect(part10.dataset['00100020']).toEqual({ vr: 'LO', Value: ['HN 1'] });
		expect(part10.dataset['00100040']?.Value).toEqual(['M']);
		expect(part10.notes).toEqual(['unknown-vr']);
	});

	it('reads a private element that was written implicit among explicit ones', async () => {
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.implicit('00091001', new Uint8Array(6)),
			raw.element('00100020', 'LO', 'HN 1'),
		);
		expect((await read(file)).dataset['00100020']?.Value).toEqual(['HN 1']);
	});

	it('stops at zeros behind a document without pixels', async () => {
		const part10 = await read(raw.part10(explicitLittleEndian, raw.identity, new Uint8Array(64)));
		expect(part10.notes).toContain('padding-after-data');
	});

	it('takes a name of delimiters alone for no name', async () => {
		const file = raw.part10(explicitLittleEndian, raw.identity, raw.element('00100010', 'PN', '^^^^'));
		expect((await read(file)).dataset['00100010']).toEqual({ vr: 'PN' });
	});

	it('leaves a large value in the file and says where', async () => {
		const lut = new Uint8Array(200);
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('00283010', 'SQ', raw.item(raw.element('00283006', 'OW', lut))),
		);
		const part10 = await read(file, { inlineLimit: 100 });
		expect(part10.dataset['00283010']?.Value).toEqual([
			{ '00283006': { vr: 'OW', BulkDataURI: '00283010/0/00283006' } },
		]);
		expect(part10.bulk.get('00283010/0/00283006')).toMatchObject({ length: 200, vr: 'OW', bigEndian: false });
	});

	it('reads UN of undefined length as an implicit sequence and gives standard elements their VR back', async () => {
		const inner = raw.implicit('00080100', raw.ascii('T-D1100 '));
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('00091001', 'UN', raw.joined(raw.item(inner), raw.sequenceEnd), raw.undefinedLength),
			raw.element('00100020', 'UN', 'HN 1'),
			raw.element('00280010', 'UN', raw.u16(512)),
		);
		const { dataset: set } = await read(file);
		expect(set['00091001']).toEqual({ vr: 'SQ', Value: [{ '00080100': { vr: 'SH', Value: ['T-D1100'] } }] });
		expect(set['00100020']).toEqual({ vr: 'LO', Value: ['HN 1'] });
		expect(set['00280010']).toEqual({ vr: 'US', Value: [512] });
	});

	it('keeps the first of two elements with one tag and notes it', async () => {
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('00100020', 'LO', 'A1'),
			raw.element('00100020', 'LO', 'B2'),
		);
		const part10 = await read(file);
		expect(part10.dataset['00100020']?.Value).toEqual(['A1']);
		expect(part10.notes).toEqual(['duplicate-tags']);
	});
});

describe('encapsulated pixel data', () => {
	const start = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0);
	const rest = Uint8Array.of(9, 9, 0xff, 0xd9);
	const two: Dataset = { ...dataset, '00280008': { vr: 'IS', Value: [2] } };

	it.each(['none', 'basic'] as const)('groups several fragments a frame, table: %s', async (offsets) => {
		const frames = [
			[start, rest],
			[start, rest, rest],
		];
		const part10 = await read(
			writePart10({
				dataset: two,
				transferSyntax: jpeg,
				pixelData: { kind: 'encapsulated', frames, offsets },
			}),
		);
		if (part10.pixelData?.kind !== 'encapsulated') throw new Error('encapsulated expected');
		expect(part10.pixelData.frames.map((frame) => frame.length)).toEqual([2, 3]);
		expect(part10.notes).toEqual([]);
	});

	it('follows the extended offset table', async () => {
		const frames = [[start], [rest]];
		const part10 = await read(
			writePart10({
				dataset: two,
				transferSyntax: jpeg,
				pixelData: { kind: 'encapsulated', frames, offsets: 'extended' },
			}),
		);
		if (part10.pixelData?.kind !== 'encapsulated') throw new Error('encapsulated expected');
		expect(part10.pixelData.frames).toHaveLength(2);
		expect(part10.notes).toEqual([]);
	});

	it('takes one RLE fragment a frame and says when one is missing', async () => {
		const part10 = await read(
			writePart10({
				dataset: two,
				transferSyntax: rle,
				pixelData: { kind: 'encapsulated', frames: [[rest]], offsets: 'none' },
			}),
		);
		expect(part10.notes).toEqual(['frames-missing']);
	});

	const pixelData = (...parts: Uint8Array[]) =>
		raw.element('7FE00010', 'OB', raw.joined(...parts), raw.undefinedLength);

	it('puts aside an offset table that points nowhere', async () => {
		const table = raw.item(raw.joined(raw.u32(0), raw.u32(7)));
		const file = raw.part10(
			jpeg,
			raw.identity,
			raw.element('00280008', 'IS', '2'),
			pixelData(table, raw.item(start), raw.item(start), raw.sequenceEnd),
		);
		expect((await read(file)).notes).toEqual(['bad-offset-table']);
	});

	it('keeps the header when the fragments are cut off or broken', async () => {
		const cut = raw.part10(jpeg, raw.identity, pixelData(raw.item(new Uint8Array(0)), raw.item(start, 4000)));
		const broken = raw.part10(
			jpeg,
			raw.identity,
			pixelData(raw.item(new Uint8Array(0)), raw.item(start), raw.ascii('nonsense here')),
		);
		for (const file of [cut, broken]) {
			const part10 = await read(file);
			expect(part10.notes).toEqual(['truncated-pixel-data']);
			expect(part10.dataset['00080018']?.Value).toEqual(['2.25.1']);
		}
	});

	it('says when native data stand under a compressed syntax, and the other way round', async () => {
		const native = raw.part10(jpeg, raw.identity, raw.element('7FE00010', 'OW', bytes));
		expect((await read(native)).notes).toEqual(['native-under-compressed-syntax']);
		const wrapped = raw.part10(
			explicitLittleEndian,
			raw.identity,
			pixelData(raw.item(new Uint8Array(0)), raw.item(start), raw.sequenceEnd),
		);
		expect((await read(wrapped)).notes).toEqual(['encapsulated-under-uncompressed-syntax']);
	});

	it('names a missing transfer syntax after the codestream', async () => {
		const file = raw.part10(
			null,
			raw.identity,
			pixelData(raw.item(new Uint8Array(0)), raw.item(start), raw.sequenceEnd),
		);
		expect((await read(file)).transferSyntax).toBe(jpeg);
	});
});

describe('threat-11: hostile structure is refused, bounded, never thrown', () => {
	it.each([
		['empty', new Uint8Array(0)],
		['not-dicom', raw.ascii('<html><script>alert(1)</script></html>')],
		['truncated', raw.joined(new Uint8Array(128), raw.ascii('DICM'))],
		['truncated', raw.part10(explicitLittleEndian, raw.identity, raw.element('00100020', 'LO', 'A1', 5000))],
		['truncated', raw.part10(explicitLittleEndian, raw.identity, raw.ascii('\x10\0'))],
		[
			'damaged-structure',
			raw.part10(
				explicitLittleEndian,
				raw.identity,
				raw.element('00081140', 'SQ', raw.item(raw.identity, 9999)),
			),
		],
	])('%s', async (reason, file) => {
		expect(await refusal(file)).toBe(reason);
	});

	it('stops at 32 levels', async () => {
		let nested = raw.identity;
		for (let level = 0; level < 40; level++) nested = raw.element('00081140', 'SQ', raw.item(nested));
		expect(await refusal(raw.part10(explicitLittleEndian, raw.identity, nested))).toBe('nested-too-deep');
	});

	it('stops at the element limit, the memory limit and the inflate limit', async () => {
		const many = raw.joined(
			...Array.from({ length: 50 }, (_, i) => raw.element(`0009${(0x1000 + i).toString(16)}`, 'LO', 'x')),
		);
		const file = raw.part10(explicitLittleEndian, raw.identity, many);
		expect(await refusal(file, { elements: 40 })).toBe('too-many-elements');
		expect(await refusal(file, { inlineTotal: 60 })).toBe('value-too-long');
		const bomb = Uint8Array.from(deflateRawSync(new Uint8Array(5_000_000)));
		expect(await refusal(raw.part10(deflatedLittleEndian, bomb), { inflateLimit: 1_000_000 })).toBe(
			'inflate-limit',
		);
	});

	it('keeps a picture whose file ends in garbage', async () => {
		const file = raw.part10(
			explicitLittleEndian,
			raw.identity,
			raw.element('7FE00010', 'OW', bytes),
			raw.ascii('garbage behind it'),
		);
		const part10 = await read(file);
		expect(part10.notes).toContain('padding-after-data');
		expect(part10.pixelData?.kind).toBe('native');
	});

	it('reads or refuses every one-byte change and every cut of a file', async () => {
		const file = writePart10({
			dataset,
			transferSyntax: explicitLittleEndian,
			sequences: 'undefined',
			pixelData: sixteen,
		});
		let seed = 7;
		const next = (below: number) => {
			seed = (seed * 1103515245 + 12345) % 2147483648;
			return seed % below;
		};
		for (let round = 0; round < 1500; round++) {
			const bad = Uint8Array.from(file);
			bad[128 + next(bad.length - 128)] = next(256);
			const cut = round % 3 === 0 ? bad.subarray(0, next(bad.length)) : bad;
			expect(typeof (await refusal(cut))).toBe('string');
		}
	});
});
