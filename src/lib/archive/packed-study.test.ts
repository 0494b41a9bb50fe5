import { describe, expect, it } from 'vitest';
import { instanceUid } from '#lib/dicom/uid.ts';
import { imageInstance, studyOf } from './manifest.fixture.ts';
import type { DocumentInstance, ImageInstance, Instance, StudyManifest } from './manifest.ts';
import { packedStudy, unpackedStudy } from './packed-study.ts';

const uid = (number: number) => instanceUid(`2.25.7.${String(number)}`)!;
const slice = (number: number, more = {}) =>
	imageInstance({
		uid: uid(number),
		number,
		position: [0, 0, number],
		renditions: [{ state: 'ready', codec: 'jpegls', bytes: 100 + number, sha256: String(number).repeat(8) }],
		...more,
	});
const document: DocumentInstance = {
	kind: 'pdf',
	uid: uid(900),
	sopClass: '1.2.840.10008.5.1.4.1.1.104.1',
	number: 1,
	title: 'x',
	refused: null,
	patientMismatch: false,
};
const study = (...series: Instance[][]): StudyManifest =>
	studyOf(
		'2.25.7',
		series.map((instances, i) => ({
			uid: `2.25.7.${i}`,
			number: i,
			modality: 'CT',
			instances,
			geometryNotes: [],
		})),
	) as StudyManifest;

describe('a study on its way', () => {
	it.each<[string, StudyManifest]>([
		['a stack', study([1, 2, 3].map((number) => slice(number)))],
		[
			'slices that lose what the first one had',
			study([slice(1, { spacing: null }), slice(2), slice(3, { voi: [] })]),
		],
		['pictures and papers mixed', study([document, slice(1), document, slice(2)], [document], [])],
		[
			'one of another patient, one refused',
			study([
				slice(1),
				slice(2, { patientMismatch: true }),
				slice(3, { refused: { code: 'x', detail: null } }),
				slice(4),
			]),
		],
		[
			'two stacks in one series',
			study([
				slice(1),
				slice(2),
				imageInstance({ ...other(), uid: uid(3) }),
				imageInstance({ ...other(), uid: uid(4) }),
				slice(5),
			]),
		],
	])('%s is the same when it arrives', (_, whole) => {
		expect(unpackedStudy(packedStudy(whole))).toEqual(whole);
		// As it travels: as text.
		expect(unpackedStudy(JSON.parse(JSON.stringify(packedStudy(whole))))).toEqual(whole);
	});

	it('is a quarter of its length, and what slices share is held once', () => {
		const whole = study(Array.from({ length: 100 }, (_, i) => slice(i + 1)));
		const text = JSON.stringify(packedStudy(whole));
		expect(text.length * 4).toBeLessThan(JSON.stringify(whole).length);
		const [first, second] = unpackedStudy(JSON.parse(text)).series[0]!.instances;
		if (first?.kind !== 'image' || second?.kind !== 'image') throw new Error('no pictures');
		expect(second.format).toBe(first.format);
	});
});

/** Hardly anything in common with a slice. */
function other(): Partial<ImageInstance> {
	return {
		sopClass: '1.2.840.10008.5.1.4.1.1.6.1',
		number: 77,
		frames: 9,
		format: { rows: 6, columns: 8, samples: 3, dtype: 'uint8', photometric: 'RGB' },
		modality: { kind: 'linear', slope: 2, intercept: 0, unit: null },
		voi: [],
		inverse: true,
		padding: { from: 1, to: 2 },
		spacing: null,
		aspect: [1, 2],
		position: null,
		orientation: null,
		frameOfReference: '1.2',
		patientOrientation: ['L'],
		rate: 12,
		overlays: ['6000'],
		flags: ['lossy'],
		lossy: { ratio: 9, method: null },
		range: null,
		voiLuts: ['a'],
		palette: ['a', 'b', 'c'],
	};
}
