import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { Dataset } from '../dataset.ts';
import { describeImage } from './describe-image.ts';
import type { DescribedImage } from './describe-image.ts';
import { overlayPlane } from './overlay-plane.ts';
import type { Part10 } from '../part10/part10.ts';
import { readPart10 } from '../part10/part10-reader.ts';
import { writePart10 } from '../part10/part10-writer.ts';
import { unpackLut } from './lut-table.ts';
import { toBase64 } from '../base64.ts';
import { explicitLittleEndian, implicitLittleEndian } from '../transfer-syntax.ts';

const base: Dataset = {
	'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.2'] },
	'00080018': { vr: 'UI', Value: ['2.25.1'] },
	'00080060': { vr: 'CS', Value: ['CT'] },
	'00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
	'00280103': { vr: 'US', Value: [0] },
};

const cs = (value: string) => ({ vr: 'CS', Value: [value] });
const ds = (...values: (number | string)[]) => ({ vr: 'DS', Value: values });
const us = (...values: number[]) => ({ vr: 'US', Value: values });
const sq = (...values: Dataset[]) => ({ vr: 'SQ', Value: values });
const words = (...values: number[]) => toBase64(new Uint8Array(new Uint16Array(values).buffer));

async function read(changes: Dataset, transferSyntax = explicitLittleEndian): Promise<Part10> {
	const file = writePart10({
		dataset: { ...base, ...changes },
		transferSyntax,
		pixelData: { kind: 'native', vr: 'OW', bytes: new Uint8Array(2) },
	});
	const part10 = await readPart10(bytesInMemory(file), { inlineLimit: 64 });
	if (!part10.ok) throw new Error(part10.reason);
	return part10.value;
}

async function described(changes: Dataset, transferSyntax = explicitLittleEndian): Promise<DescribedImage> {
	const result = await describeImage(await read(changes, transferSyntax));
	if (!result.ok) throw new Error(result.reason);
	return result.value;
}

async function facts(changes: Dataset) {
	return (await described(changes)).facts;
}

const oriented = { '00200032': ds(1, 2, 3), '00200037': ds(1, 0, 0, 0, 1, 0) };

describe('windows', () => {
	it('pairs centres with widths, keeps labels and function', async () => {
		const { voi } = await facts({
			'00281050': ds(40, -600),
			'00281051': ds(400, 1500),
			'00281055': { vr: 'LO', Value: ['SOFT', 'LUNG'] },
			'00281056': cs('SIGMOID'),
		});
		expect(voi).toEqual([
			{ center: 40, width: 400, function: 'SIGMOID', label: 'SOFT' },
			{ center: -600, width: 1500, function: 'SIGMOID', label: 'LUNG' },
		]);
	});

	it.each([['NaN'], ['1e400'], ['abc'], [0], [-5]])(
		'threat-11: leaves out a window of width %s',
		async (width) => {
			expect((await facts({ '00281050': ds(40), '00281051': ds(width) })).voi).toEqual([]);
		},
	);

	it('takes a width below 1 for the exact form', async () => {
		expect((await facts({ '00281050': ds(0.5), '00281051': ds(0.25) })).voi[0]?.function).toBe(
			'LINEAR_EXACT',
		);
	});
});

describe('modality', () => {
	it('says HU for a rescaled CT and nothing for an impossible slope', async () => {
		expect((await facts({ '00281052': ds(-1024), '00281053': ds(1) })).modality).toEqual({
			kind: 'linear',
			slope: 1,
			intercept: -1024,
			unit: 'HU',
		});
		expect((await facts({ '00281052': ds(-1024), '00281053': ds(0) })).modality).toEqual({
			kind: 'linear',
			slope: 1,
			intercept: 0,
			unit: null,
		});
		expect(
			(await facts({ '00080060': cs('PT'), '00541001': cs('BQML'), '00281053': ds(2.5) })).modality,
		).toMatchObject({ unit: 'Bq/ml' });
	});

	it.each([explicitLittleEndian, implicitLittleEndian])(
		'reads a table larger than the inline limit (%s)',
		async (syntax) => {
			const values = Array.from({ length: 100 }, (_, i) => 1000 + i);
			const { facts: seen, luts } = await described(
				{
					'00280103': us(1),
					'00283000': sq({
						'00283002': { vr: 'SS', Value: [100, -50, 16] },
						'00283004': { vr: 'LO', Value: ['OD'] },
						'00283006': { vr: 'OW', InlineBinary: words(...values) },
					}),
				},
				syntax,
			);
			if (seen.modality.kind !== 'lut') throw new Error('table expected');
			expect(seen.modality.unit).toBe('OD');
			const lut = luts[seen.modality.lut];
			expect(lut).toMatchObject({ first: -50, count: 100, bits: 16 });
			expect(lut && [...(unpackLut(lut)?.values ?? [])]).toEqual(values);
		},
	);

	it('refuses a picture whose modality table is cut', async () => {
		const part10 = await read({ '00283000': sq({ '00283002': us(500, 0, 16), '00283006': us(1, 2, 3) }) });
		expect(await describeImage(part10)).toEqual({ ok: false, reason: 'modality-lut-damaged' });
	});
});

describe('palette', () => {
	const palette = (data: Dataset): Dataset => ({
		'00280004': cs('PALETTE COLOR'),
		'00281101': us(6, 0, 16),
		'00281102': us(6, 0, 16),
		'00281103': us(6, 0, 16),
		...data,
	});
	const plain = { vr: 'OW', InlineBinary: words(0, 1, 2, 3, 4, 5) };

	it('expands segments (C.7.9.2): discrete, linear, indirect', async () => {
		// discrete of 2: 10, 20; linear of 2 to 40: 30, 40; indirect: the first segment again
		const segmented = { vr: 'OW', InlineBinary: words(0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0) };
		const { facts: seen, luts } = await described(
			palette({ '00281221': segmented, '00281202': plain, '00281203': plain }),
		);
		const red = luts[seen.palette?.[0] ?? ''];
		expect(red && [...(unpackLut(red)?.values ?? [])]).toEqual([10, 20, 30, 40, 10, 20]);
		expect(Object.keys(luts)).toHaveLength(2);
	});

	it('reads 8-bit entries packed two to a word', async () => {
		const packed = { vr: 'OW', InlineBinary: words(0x0201, 0x0403, 0x0605) };
		const eight = { '00281101': us(6, 0, 8), '00281102': us(6, 0, 8), '00281103': us(6, 0, 8) };
		const { facts: seen, luts } = await described(
			palette({ ...eight, '00281201': packed, '00281202': packed, '00281203': packed }),
		);
		const red = luts[seen.palette?.[0] ?? ''];
		expect(red && [...(unpackLut(red)?.values ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
	});

	it('refuses a palette that is too short or whose segments point nowhere', async () => {
		const short = { vr: 'OW', InlineBinary: words(1) };
		const lost = { vr: 'OW', InlineBinary: words(2, 9, 99, 0) };
		for (const red of [{ '00281201': short }, { '00281221': lost }]) {
			expect(
				await describeImage(await read(palette({ ...red, '00281202': plain, '00281203': plain }))),
			).toEqual({ ok: false, reason: 'palette-damaged' });
		}
	});
});

describe('spacing says why it may be believed', () => {
	const dx = { '00080060': cs('DX') };
	const imager = { '00181164': ds(0.4, 0.4) };
	it.each([
		[
			'a slice',
			{ ...oriented, '00280030': ds(0.7, 0.8) },
			{ rowMm: 0.7, columnMm: 0.8, trust: 'calibrated' },
		],
		['a projection without any', dx, null],
		['the detector only', { ...dx, ...imager }, { rowMm: 0.4, columnMm: 0.4, trust: 'imager' }],
		[
			'the detector and a magnification',
			{ ...dx, ...imager, '00181114': ds(1.25) },
			{ rowMm: 0.32, columnMm: 0.32, trust: 'estimated' },
		],
		[
			'the same number under both names',
			{ ...dx, ...imager, '00280030': ds(0.4, 0.4) },
			{ rowMm: 0.4, columnMm: 0.4, trust: 'imager' },
		],
		[
			'corrected',
			{ ...dx, ...imager, '00280030': ds(0.36, 0.36) },
			{ rowMm: 0.36, columnMm: 0.36, trust: 'calibrated' },
		],
		[
			'calibrated by a thing of known size',
			{ ...dx, '00280030': ds(0.3, 0.3), '00280A02': cs('FIDUCIAL') },
			{ rowMm: 0.3, columnMm: 0.3, trust: 'calibrated' },
		],
		[
			'a projection that does not say',
			{ ...dx, '00280030': ds(0.2, 0.2) },
			{ rowMm: 0.2, columnMm: 0.2, trust: 'estimated' },
		],
		[
			'a photograph',
			{ '00080060': cs('XC'), '00280030': ds(0.2, 0.2) },
			{ rowMm: 0.2, columnMm: 0.2, trust: 'estimated' },
		],
	] as const)('%s', async (_, changes, spacing) => {
		expect((await facts(changes)).spacing).toEqual(spacing);
	});

	it.each([[[0, 0]], [[-1, 1]], [['1e30', '1e30']], [[0.5]]])(
		'threat-11: %j is no spacing',
		async (values) => {
			const seen = await facts({ ...oriented, '00280030': ds(...values) });
			expect(seen.spacing).toBeNull();
			expect(seen.flags).toContain('no-spacing');
		},
	);
});

describe('plane, padding, rate, loss', () => {
	it.each([[[0, 0, 0, 0, 0, 0]], [[1, 0, 0, 1, 0, 0]], [[1, 0, 0]]])(
		'%j is no orientation',
		async (values) => {
			expect((await facts({ ...oriented, '00200037': ds(...values) })).orientation).toBeNull();
		},
	);

	it('gives padding the sign of the stored values', async () => {
		expect((await facts({ '00280103': us(1), '00280120': us(63536) })).padding).toEqual({
			from: -2000,
			to: -2000,
		});
		expect((await facts({ '00280120': us(30), '00280121': us(0) })).padding).toEqual({ from: 0, to: 30 });
	});

	it('inverts by the shape only where MONOCHROME1 does not already', async () => {
		expect((await facts({ '20500020': cs('INVERSE') })).inverse).toBe(true);
		expect((await facts({ '20500020': cs('INVERSE'), '00280004': cs('MONOCHROME1') })).inverse).toBe(false);
	});

	it('reads the rate that the pointer names', async () => {
		const cine = {
			'00280008': { vr: 'IS', Value: [4] },
			'00181063': ds(50),
			'00181065': ds(0, 100, 100, 100),
		};
		expect((await facts(cine)).rate).toBe(20);
		expect((await facts({ ...cine, '00280009': { vr: 'AT', Value: ['00181065'] } })).rate).toBe(10);
	});

	it('says lossy, multiplying ratios of successive steps', async () => {
		const seen = await facts({
			'00282110': cs('01'),
			'00282112': ds(10, 2),
			'00282114': cs('ISO_10918_1'),
			'00280301': cs('YES'),
			'00080008': { vr: 'CS', Value: ['DERIVED', 'SECONDARY'] },
		});
		expect(seen.lossy).toEqual({ ratio: 20, method: 'ISO_10918_1' });
		expect(seen.flags).toEqual(['lossy', 'no-spacing', 'burned-in-annotation', 'not-original-pixels']);
	});
});

it('reads functional groups: shared for all, per frame what differs', async () => {
	const frame = (z: number, slope: number): Dataset => ({
		'00209113': sq({ '00200032': ds(0, 0, z) }),
		'00289145': sq({ '00281052': ds(0), '00281053': ds(slope), '00281054': { vr: 'LO', Value: ['US'] } }),
		'00209111': sq({ '00209056': { vr: 'SH', Value: ['1'] }, '00209057': { vr: 'UL', Value: [z] } }),
	});
	const seen = await facts({
		'00280008': { vr: 'IS', Value: [2] },
		'52009229': sq({
			'00289110': sq({ '00280030': ds(0.5, 0.6) }),
			'00209116': sq({ '00200037': ds(1, 0, 0, 0, 1, 0) }),
		}),
		'52009230': sq(frame(4, 1), frame(9, 2)),
	});
	expect(seen.spacing).toEqual({ rowMm: 0.5, columnMm: 0.6, trust: 'calibrated' });
	expect(seen.perFrame).toEqual([
		{ position: [0, 0, 4], modality: { kind: 'linear', slope: 1, intercept: 0, unit: null }, label: '1/4' },
		{ position: [0, 0, 9], modality: { kind: 'linear', slope: 2, intercept: 0, unit: null }, label: '1/9' },
	]);
});

it('places the frames of a dose grid along the normal', async () => {
	const seen = await facts({ ...oriented, '00280008': { vr: 'IS', Value: [3] }, '3004000C': ds(0, 2.5, 5) });
	expect(seen.perFrame?.map((frame) => frame.position?.[2])).toEqual([3, 5.5, 8]);
});

it('keeps ultrasound regions with a scale and drops the impossible ones', async () => {
	const region = (x1: number, delta: number): Dataset => ({
		'00186012': us(1),
		'00186018': { vr: 'UL', Value: [0] },
		'0018601A': { vr: 'UL', Value: [0] },
		'0018601C': { vr: 'UL', Value: [x1] },
		'0018601E': { vr: 'UL', Value: [99] },
		'00186024': us(3),
		'00186026': us(3),
		'0018602C': { vr: 'FD', Value: [delta] },
		'0018602E': { vr: 'FD', Value: [delta] },
	});
	const seen = await facts({
		'00080060': cs('US'),
		'00186011': sq(region(99, 0.05), region(0, 0.05), region(99, 0)),
	});
	expect(seen.regions).toEqual([
		{ x0: 0, y0: 0, x1: 99, y1: 99, unitX: 3, unitY: 3, perPixelX: 0.05, perPixelY: 0.05, spatialFormat: 1 },
	]);
	expect(seen.flags).toEqual([]);
});

it('unpacks overlay planes bit by bit, the second frame starting mid-byte', async () => {
	const part10 = await read({
		'60020010': us(3),
		'60020011': us(3),
		'60020015': { vr: 'IS', Value: [2] },
		'60020050': { vr: 'SS', Value: [2, -1] },
		'60020100': us(1),
		'60023000': { vr: 'OW', InlineBinary: toBase64(Uint8Array.of(0b10000001, 0b00000111, 0, 0)) },
	});
	const described = await describeImage(part10);
	expect(described.ok && described.value.facts.overlays).toEqual(['6002']);
	expect(await overlayPlane(part10, '6002', 1)).toEqual({
		rows: 3,
		columns: 3,
		origin: [2, -1],
		bits: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1, 1),
	});
	expect((await overlayPlane(part10, '6002', 2))?.bits).toEqual(Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0));
	expect(await overlayPlane(part10, '6002', 3)).toBeNull();
	expect(await overlayPlane(part10, '6000', 1)).toBeNull();
});
