/** The modules that every demo object shares (PS3.3 C.7), as DICOM JSON. */
import { createHash } from 'node:crypto';
import type { Dataset, DicomElement, DicomValue } from '#lib/dicom/dataset.ts';

/** Changed with the drawings: files of another version are other objects, never the same UID with other bytes. */
export const demoVersion = '1';

/** A UID under 2.25 (PS3.5 B.2) from a name: a second generation gives the same. */
export function uidOf(name: string): string {
	const hex = createHash('sha256')
		.update(`imaging-hub-consult demo ${demoVersion} ${name}`)
		.digest('hex')
		.slice(0, 32);
	return `2.25.${BigInt(`0x${hex}`)}`;
}

export function el(vr: string, ...values: DicomValue[]): DicomElement {
	return { vr, Value: values };
}

export interface DemoPatient {
	/** PN element, so that its bytes can be given in any character set */
	readonly name: DicomElement;
	readonly id: string;
	readonly issuer: string;
	readonly birthDate: string;
	readonly sex: 'M' | 'F';
	readonly age: string;
}

export interface DemoStudy {
	readonly key: string;
	readonly patient: DemoPatient;
	readonly date: string;
	readonly time: string;
	readonly accession: string;
	readonly description: string;
	readonly institution: string;
	readonly referring: string;
}

export interface DemoSeries {
	readonly study: DemoStudy;
	readonly key: string;
	readonly number: number;
	readonly modality: string;
	readonly description: string;
	readonly bodyPart: string;
}

export function studyUidOf(study: DemoStudy): string {
	return uidOf(`study ${study.key}`);
}

export function seriesUidOf(series: DemoSeries): string {
	return uidOf(`series ${series.study.key} ${series.key}`);
}

export function instanceUidOf(series: DemoSeries, number: number): string {
	return uidOf(`instance ${series.study.key} ${series.key} ${number}`);
}

export function commonParts(series: DemoSeries, number: number, sopClass: string): Dataset {
	const { study } = series;
	const { patient } = study;
	return {
		'00080012': el('DA', study.date),
		'00080013': el('TM', study.time),
		'00080016': el('UI', sopClass),
		'00080018': el('UI', instanceUidOf(series, number)),
		'00080020': el('DA', study.date),
		'00080021': el('DA', study.date),
		'00080023': el('DA', study.date),
		'00080030': el('TM', study.time),
		'00080033': el('TM', study.time),
		'00080050': el('SH', study.accession),
		'00080060': el('CS', series.modality),
		'00080070': el('LO', 'Imaging HUB Consult (generated)'),
		'00080080': el('LO', study.institution),
		'00080090': el('PN', { Alphabetic: study.referring }),
		'00080201': el('SH', '+0700'),
		'00081030': el('LO', study.description),
		'0008103E': el('LO', series.description),
		'00081090': el('LO', 'Phantom'),
		'00100010': patient.name,
		'00100020': el('LO', patient.id),
		'00100021': el('LO', patient.issuer),
		'00100030': el('DA', patient.birthDate),
		'00100040': el('CS', patient.sex),
		'00101010': el('AS', patient.age),
		'00180015': el('CS', series.bodyPart),
		'00181020': el('LO', '1'),
		'0020000D': el('UI', studyUidOf(study)),
		'0020000E': el('UI', seriesUidOf(series)),
		'00200010': el('SH', study.accession.slice(-8)),
		'00200011': el('IS', series.number),
		'00200013': el('IS', number),
	};
}

export interface GrayForm {
	readonly rows: number;
	readonly columns: number;
	readonly bitsStored: number;
	readonly photometric: 'MONOCHROME1' | 'MONOCHROME2';
}

export function grayPixels(form: GrayForm): Dataset {
	return {
		'00280002': el('US', 1),
		'00280004': el('CS', form.photometric),
		'00280010': el('US', form.rows),
		'00280011': el('US', form.columns),
		'00280100': el('US', 16),
		'00280101': el('US', form.bitsStored),
		'00280102': el('US', form.bitsStored - 1),
		'00280103': el('US', 0),
		'00280301': el('CS', 'NO'),
		'00282110': el('CS', '00'),
	};
}

export interface JpegForm {
	readonly rows: number;
	readonly columns: number;
	readonly ratio: number;
}

/** Colour as baseline JPEG writes it: luminance and chrominance, lossy. */
export function jpegPixels(form: JpegForm): Dataset {
	return {
		'00280002': el('US', 3),
		'00280004': el('CS', 'YBR_FULL_422'),
		'00280006': el('US', 0),
		'00280010': el('US', form.rows),
		'00280011': el('US', form.columns),
		'00280100': el('US', 8),
		'00280101': el('US', 8),
		'00280102': el('US', 7),
		'00280103': el('US', 0),
		'00280301': el('CS', 'NO'),
		'00282110': el('CS', '01'),
		'00282112': el('DS', Math.round(form.ratio * 10) / 10),
		'00282114': el('CS', 'ISO_10918_1'),
	};
}

export function code(value: string, scheme: string, meaning: string): Dataset {
	return { '00080100': el('SH', value), '00080102': el('SH', scheme), '00080104': el('LO', meaning) };
}
