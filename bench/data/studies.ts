/**
 * The studies of the bench: a chest CT of 300 slices (512 x 512, 12 bits) and a chest film (2500 x 3000, 14 bits), drawn by the
 * demo's phantoms, with the grain of a soft reconstruction kernel, each picture with its slice code. Each is written uncompressed,
 * as HTJ2K (RPCL) and as JPEG 2000, every form a study of its own, so that archives can hold them side by side.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dataset, DicomElement, DicomValue } from '../../src/lib/dicom/dataset.ts';
import { explicitLittleEndian, writePart10 } from '../../src/lib/dicom/part10/part10-writer.ts';
import { ChestCt, sliceOrigin } from '../../src/lib/server/demo/phantoms/chest-ct.ts';
import { chestFilm } from '../../src/lib/server/demo/phantoms/chest-film.ts';
import { encodeHtj2k } from '../../src/lib/server/pixels/codecs/htj2k.ts';
import { encodeFrame } from '../../tests/fixtures/encode-frame.ts';
import { work } from '../work.ts';
import { drawSliceCode } from './slice-code.ts';

/** Changed with anything below: files of another version are other objects. */
const version = '3';

export type Kind = 'ct' | 'dx';
export type Form = 'raw' | 'htj2k' | 'j2k';

export const syntaxes: Readonly<Record<Form, string>> = {
	raw: explicitLittleEndian,
	htj2k: '1.2.840.10008.1.2.4.202',
	j2k: '1.2.840.10008.1.2.4.90',
};

export interface BenchInstance {
	readonly uid: string;
	/** The whole file. */
	readonly file: string;
	/** DICOM JSON without the pixels. */
	readonly dataset: Dataset;
	/** hex SHA-256 of the stored values, little-endian */
	readonly valuesSha256: string;
}

export interface BenchStudy {
	readonly kind: Kind;
	readonly form: Form;
	readonly folder: string;
	readonly patientId: string;
	readonly study: string;
	readonly series: string;
	readonly instances: readonly BenchInstance[];
}

interface Picture {
	readonly values: Uint16Array<ArrayBuffer>;
	readonly rows: number;
	readonly columns: number;
	readonly bits: number;
	readonly dataset: Dataset;
}

/** Made once and kept in `bench/work/data`; a minute for the CT. */
export async function benchStudy(kind: Kind, form: Form): Promise<BenchStudy> {
	const folder = join(work, 'data', `${version}-${kind}-${form}`);
	const index = join(folder, 'index.json');
	if (!existsSync(index)) await make(kind, form, folder);
	// Written by this very function.
	return JSON.parse(readFileSync(index, 'utf8')) as BenchStudy;
}

async function make(kind: Kind, form: Form, folder: string): Promise<void> {
	mkdirSync(folder, { recursive: true });
	const uids = { study: uidOf(kind, form), series: uidOf(kind, form, '1') };
	const patientId = `BENCH-${kind}-${form}`.toUpperCase();
	const instances: BenchInstance[] = [];
	let number = 0;
	for (const picture of kind === 'ct' ? slices() : films()) {
		number += 1;
		drawSliceCode(picture, number, 2 ** picture.bits - 1);
		const uid = uidOf(kind, form, '1', String(number));
		const dataset = { ...common(kind, { ...uids, uid, number, patientId }), ...pixels(picture), ...picture.dataset };
		const bytes = new Uint8Array(picture.values.buffer);
		const file = writePart10({
			dataset,
			transferSyntax: syntaxes[form],
			pixelData:
				form === 'raw'
					? { kind: 'native', bytes, vr: 'OW' }
					: { kind: 'encapsulated', frames: [[await encoded(picture, form)]], offsets: 'basic' },
		});
		const path = join(folder, `${String(number).padStart(4, '0')}.dcm`);
		writeFileSync(path, file);
		const valuesSha256 = createHash('sha256').update(bytes).digest('hex');
		instances.push({ uid, file: path, dataset, valuesSha256 });
	}
	const study: BenchStudy = { kind, form, folder, patientId, ...uids, instances };
	writeFileSync(join(folder, 'index.tmp'), JSON.stringify(study));
	renameSync(join(folder, 'index.tmp'), join(folder, 'index.json'));
}

async function encoded(picture: Picture, form: 'htj2k' | 'j2k'): Promise<Uint8Array> {
	const { values, rows, columns, bits } = picture;
	if (form === 'j2k') {
		const header = {
			...{ rows, columns, frames: 1, samples: 1, bitsAllocated: 16, bitsStored: bits, highBit: bits - 1 },
			...{ signed: false, photometric: 'MONOCHROME2', planar: 0 },
		};
		return encodeFrame(Array.from(values), header, { to: 'j2k', lossy: false });
	}
	const coded = await encodeHtj2k(values, {
		...{ width: columns, height: rows, bitsPerSample: bits, componentCount: 1 },
		...{ isSigned: false, isUsingColorTransform: false },
	});
	if (coded === null) throw new Error('HTJ2K encoder');
	return coded;
}

function* slices(): Generator<Picture> {
	const plan = { seed: 7, slices: 300, spacingMm: 1, pixelMm: 0.72, size: 512, noduleRadius: 6 };
	const body = new ChestCt(plan);
	const [x0, y0] = sliceOrigin(plan);
	for (let i = 0; i < plan.slices; i++) {
		const z = 1 + (plan.slices - 1 - i) * plan.spacingMm;
		const hu = softened(body.slice(z), plan.size);
		const values = Uint16Array.from(hu, (value) => Math.max(0, Math.min(4095, Math.round(value + 1024))));
		const dataset = {
			'00180050': el('DS', plan.spacingMm),
			'00185100': el('CS', 'HFS'),
			'00200032': el('DS', x0, y0, z),
			'00200037': el('DS', 1, 0, 0, 0, 1, 0),
			'00201041': el('DS', z),
			'00280030': el('DS', plan.pixelMm, plan.pixelMm),
			'00281050': el('DS', 40),
			'00281051': el('DS', 400),
			'00281052': el('DS', -1024),
			'00281053': el('DS', 1),
			'00281054': el('LO', 'HU'),
		};
		yield { values, rows: plan.size, columns: plan.size, bits: 12, dataset };
	}
}

function* films(): Generator<Picture> {
	const shape = { heart: 1, breasts: 0, size: 1.1, noduleRadius: 0.017 };
	const values = new Uint16Array(chestFilm({ seed: 11, columns: 2500, rows: 3000, shape }));
	const dataset = {
		'00181164': el('DS', 0.143, 0.143),
		'00281050': el('DS', 8192),
		'00281051': el('DS', 16384),
		'00281052': el('DS', 0),
		'00281053': el('DS', 1),
		'20500020': el('CS', 'IDENTITY'),
	};
	yield { values, rows: 3000, columns: 2500, bits: 14, dataset };
}

/** Neighbours share their noise under a soft kernel; each pixel on its own would compress like nothing in a hospital. */
function softened(values: ArrayLike<number>, columns: number): Float32Array {
	const weight = 0.85;
	const along = pass(values, 1);
	return pass(along, columns);

	function pass(from: ArrayLike<number>, step: number): Float32Array {
		const out = new Float32Array(from.length);
		for (let i = 0; i < from.length; i++) {
			const middle = from[i] ?? 0;
			const sides = (from[i - step] ?? middle) + (from[i + step] ?? middle);
			out[i] = (middle + weight * sides) / (1 + 2 * weight);
		}
		return out;
	}
}

interface Identity {
	readonly study: string;
	readonly series: string;
	readonly uid: string;
	readonly number: number;
	readonly patientId: string;
}

function common(kind: Kind, identity: Identity): Dataset {
	const film = kind === 'dx';
	return {
		'00080005': el('CS', 'ISO_IR 192'),
		'00080008': film ? el('CS', 'ORIGINAL', 'PRIMARY', '') : el('CS', 'ORIGINAL', 'PRIMARY', 'AXIAL'),
		'00080016': el('UI', film ? '1.2.840.10008.5.1.4.1.1.1.1' : '1.2.840.10008.5.1.4.1.1.2'),
		'00080018': el('UI', identity.uid),
		'00080020': el('DA', '20261101'),
		'00080030': el('TM', '101500'),
		'00080050': el('SH', identity.patientId.slice(0, 16)),
		'00080060': el('CS', film ? 'DX' : 'CT'),
		'00080070': el('LO', 'Generated'),
		'00081030': el('LO', film ? 'Chest PA' : 'Chest CT'),
		'0008103E': el('LO', film ? 'PA' : 'axial 1 mm'),
		'00100010': { vr: 'PN', Value: [{ Alphabetic: `Bench^${kind}` }] },
		'00100020': el('LO', identity.patientId),
		'00100030': el('DA', '19700101'),
		'00100040': el('CS', 'O'),
		'0020000D': el('UI', identity.study),
		'0020000E': el('UI', identity.series),
		'00200010': el('SH', '1'),
		'00200011': el('IS', 1),
		'00200013': el('IS', identity.number),
		'00200052': el('UI', `${identity.series}.9`),
	};
}

function pixels({ rows, columns, bits }: Picture): Dataset {
	return {
		'00280002': el('US', 1),
		'00280004': el('CS', 'MONOCHROME2'),
		'00280010': el('US', rows),
		'00280011': el('US', columns),
		'00280100': el('US', 16),
		'00280101': el('US', bits),
		'00280102': el('US', bits - 1),
		'00280103': el('US', 0),
	};
}

function el(vr: string, ...values: DicomValue[]): DicomElement {
	return { vr, Value: values };
}

function uidOf(...names: readonly string[]): string {
	const hex = createHash('sha256')
		.update(['bench', version, ...names].join(' '))
		.digest('hex')
		.slice(0, 24);
	return `2.25.${BigInt(`0x${hex}`)}`;
}
