import { instanceUid } from '#lib/dicom/uid.ts';
import type { ImageInstance } from './manifest.ts';

/** A plain 512 x 512 CT slice, changed where a test needs it. */
export function imageInstance(changes: Partial<ImageInstance> = {}): ImageInstance {
	const uid = instanceUid('1.2.826.0.1.3680043.10.1');
	if (uid === null) throw new Error('fixture uid');
	return {
		kind: 'image',
		uid,
		sopClass: '1.2.840.10008.5.1.4.1.1.2',
		number: 1,
		frames: 1,
		format: { rows: 512, columns: 512, samples: 1, dtype: 'int16', photometric: 'MONOCHROME2' },
		modality: { kind: 'linear', slope: 1, intercept: -1024, unit: 'HU' },
		voi: [{ center: 40, width: 400, function: 'LINEAR', label: null }],
		voiLuts: [],
		palette: null,
		inverse: false,
		padding: null,
		spacing: { rowMm: 0.7, columnMm: 0.7, trust: 'calibrated' },
		aspect: null,
		position: [0, 0, 0],
		orientation: [1, 0, 0, 0, 1, 0],
		frameOfReference: null,
		patientOrientation: [],
		rate: null,
		regions: [],
		overlays: [],
		lossy: null,
		flags: [],
		patientMismatch: false,
		refused: null,
		renditions: [{ state: 'ready', codec: 'htj2k', bytes: 1000, sha256: null }],
		perFrame: null,
		range: [0, 2000],
		...changes,
	};
}

/** A study of nobody with these series, as it comes over the line. */
export function studyOf(study: string, series: readonly unknown[], luts: object = {}): object {
	return {
		version: 1,
		study,
		revision: '1',
		patient: {
			name: { text: 'ทดสอบ ระบบ', latin: null, guessed: false, damaged: false, asDeclared: null },
			id: '1',
			issuer: null,
			birthDate: null,
			birthDateWasBuddhist: false,
			sex: null,
			age: null,
		},
		date: null,
		dateWasBuddhist: false,
		time: null,
		description: null,
		accession: null,
		institution: null,
		referring: null,
		series,
		luts,
	};
}
