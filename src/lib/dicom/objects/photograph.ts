/**
 * A photograph as a VL Photographic Image object (PS3.3 A.32.4): patient, study, series, equipment, image, acquisition context
 * and SOP common modules, with one baseline JPEG as its frame. What isn't known is left empty where the module asks for it
 * (type 2) and left out where it doesn't: nothing is made up.
 */
import type { Dataset, DicomElement, DicomValue, PersonNameGroups } from '../dataset.ts';
import { writePart10 } from '../part10/part10-writer.ts';

export const vlPhotographicImage = '1.2.840.10008.5.1.4.1.1.77.1.4';
const jpegBaseline = '1.2.840.10008.1.2.4.50';

export interface Photograph {
	readonly study: string;
	readonly series: string;
	readonly instance: string;
	readonly instanceNumber: number;
	readonly patient: {
		readonly name: PersonNameGroups | null;
		readonly id: string | null;
		readonly issuer: string | null;
		/** YYYYMMDD */
		readonly birthDate: string | null;
		readonly sex: string | null;
	};
	/** when it was sent, on the clock of the place: YYYYMMDD, HHMMSS, and its zone as +HHMM */
	readonly date: string;
	readonly time: string;
	readonly zone: string;
	readonly studyDescription: string;
	readonly seriesDescription: string;
	readonly institution: string;
	/** defined term of PS3.16 annex L */
	readonly bodyPart: string | null;
	readonly side: 'L' | 'R' | 'B' | null;
	/** Writing in the picture: a film's label, a letter. null: nobody knows. */
	readonly writing: boolean | null;
	/** what was done to the picture, in words */
	readonly derivation: string;
	readonly picture: {
		readonly jpeg: Uint8Array;
		readonly rows: number;
		readonly columns: number;
	};
}

export function photographFile(photo: Photograph): Uint8Array {
	return writePart10({
		dataset: { ...subject(photo), ...image(photo) },
		transferSyntax: jpegBaseline,
		pixelData: { kind: 'encapsulated', frames: [[photo.picture.jpeg]], offsets: 'none' },
	});
}

function subject(photo: Photograph): Dataset {
	const { patient } = photo;
	return {
		'00080020': el('DA', photo.date),
		'00080021': el('DA', photo.date),
		'00080030': el('TM', photo.time),
		'00080031': el('TM', photo.time),
		'00080050': el('SH'),
		'00080060': el('CS', 'XC'),
		'00080070': el('LO'),
		'00080080': el('LO', photo.institution),
		'00080090': el('PN'),
		'00080201': el('SH', photo.zone),
		'00081030': el('LO', photo.studyDescription),
		'0008103E': el('LO', photo.seriesDescription),
		'00100010': patient.name === null ? el('PN') : el('PN', patient.name),
		'00100020': known('LO', patient.id),
		...(patient.issuer === null ? {} : { '00100021': el('LO', patient.issuer) }),
		'00100030': known('DA', patient.birthDate),
		'00100040': known('CS', patient.sex),
		...(photo.bodyPart === null ? {} : { '00180015': el('CS', photo.bodyPart) }),
		'0020000D': el('UI', photo.study),
		'0020000E': el('UI', photo.series),
		'00200010': el('SH'),
		'00200011': el('IS', 1),
	};
}

function image(photo: Photograph): Dataset {
	const { jpeg, rows, columns } = photo.picture;
	const ratio = (rows * columns * 3) / jpeg.length;
	return {
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY'),
		'00080012': el('DA', photo.date),
		'00080013': el('TM', photo.time),
		'00080016': el('UI', vlPhotographicImage),
		'00080018': el('UI', photo.instance),
		'00080023': el('DA', photo.date),
		'00080033': el('TM', photo.time),
		'00082111': el('ST', photo.derivation),
		'00200013': el('IS', photo.instanceNumber),
		// Which way the limb points is not known: empty, as C.7.6.1 has it for pictures without a plane.
		'00200020': el('CS'),
		...(photo.side === null ? {} : { '00200062': el('CS', photo.side) }),
		'00280002': el('US', 3),
		'00280004': el('CS', 'YBR_FULL_422'),
		'00280006': el('US', 0),
		'00280010': el('US', rows),
		'00280011': el('US', columns),
		'00280100': el('US', 8),
		'00280101': el('US', 8),
		'00280102': el('US', 7),
		'00280103': el('US', 0),
		...(photo.writing === null ? {} : { '00280301': el('CS', photo.writing ? 'YES' : 'NO') }),
		'00282110': el('CS', '01'),
		'00282112': el('DS', Math.round(ratio * 100) / 100),
		'00282114': el('CS', 'ISO_10918_1'),
		'00400555': { vr: 'SQ', Value: [] },
	};
}

function el(vr: string, ...values: DicomValue[]): DicomElement {
	return { vr, Value: values };
}

function known(vr: string, value: string | null): DicomElement {
	return value === null ? el(vr) : el(vr, value);
}
