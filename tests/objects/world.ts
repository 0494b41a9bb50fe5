/** A study with marks of every kind, for the tests of the objects we write. People and places are invented. */
import type { Annotation, AnnotationKind, SeenMeasure } from '../../src/lib/annotation/annotation.ts';
import {
	graphicMark,
	measurementGroup,
	trackingOf,
	wordsBeside,
} from '../../src/lib/annotation/exchange/written-marks.ts';
import { keptPoints } from '../../src/lib/annotation/frame-geometry.ts';
import type { Pixel } from '../../src/lib/annotation/frame-geometry.ts';
import { measuresOf } from '../../src/lib/annotation/measures.ts';
import { geometryOfHeader } from '../../src/lib/annotation/picture-geometry.ts';
import { bytesInMemory } from '../../src/lib/base/bytes.ts';
import type { Dataset } from '../../src/lib/dicom/dataset.ts';
import { string } from '../../src/lib/dicom/dataset.ts';
import { momentOf } from '../../src/lib/dicom/objects/moment.ts';
import { thisProduct } from '../../src/lib/dicom/objects/object-context.ts';
import type { ObjectContext } from '../../src/lib/dicom/objects/object-context.ts';
import { pictureReference } from '../../src/lib/dicom/objects/picture-reference.ts';
import { presentationState } from '../../src/lib/dicom/objects/presentation-state.ts';
import type { PresentationState } from '../../src/lib/dicom/objects/presentation-state.ts';
import type { MeasurementReport } from '../../src/lib/dicom/objects/measurement-report.ts';
import { measurementReport } from '../../src/lib/dicom/objects/measurement-report.ts';
import { readPart10 } from '../../src/lib/dicom/part10/part10-reader.ts';
import { part10File } from '../fixtures/part10-file.ts';

export const thaiAuthor = {
	name: { Alphabetic: 'อรุณรุ่ง^หทัย^^พญ.' },
	institution: 'โรงพยาบาลศูนย์ตัวอย่าง (จ.ขอนแก่น)',
};
/** 2025-01-30 09:15:00 in Bangkok */
const moment = momentOf(Date.UTC(2025, 0, 30, 2, 15), 420);

export const ctStudy = '2.25.8801';
export const filmStudy = '2.25.8802';

/** A slice that lies askew in the patient, its pixels twice as tall as wide. */
export function obliqueCt(number = 1): Uint8Array {
	const half = Math.SQRT1_2;
	const series = `${ctStudy}.1`;
	return part10File({
		study: ctStudy,
		series,
		instance: `${series}.${number}`,
		number,
		values: new Uint16Array(256 * 256).map((_, index) => (index * 7) % 3000),
		more: {
			'00200032': { vr: 'DS', Value: [10 + number * 4, -20, 30] },
			'00200037': { vr: 'DS', Value: [0, half, half, 0, -half, half] },
			'00280010': { vr: 'US', Value: [256] },
			'00280011': { vr: 'US', Value: [256] },
			'00280030': { vr: 'DS', Value: [1, 0.5] },
			'00281054': { vr: 'LO', Value: ['HU'] },
		},
	});
}

/** Not placed in the patient, and no true scale. */
export function film(): Uint8Array {
	return part10File({
		study: filmStudy,
		series: `${filmStudy}.1`,
		instance: `${filmStudy}.1.1`,
		values: new Uint16Array(256 * 256).map((_, index) => index % 4000),
		more: {
			'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.1'] },
			'00080060': { vr: 'CS', Value: ['CR'] },
			'00200032': { vr: 'DS' },
			'00200037': { vr: 'DS' },
			'00200052': { vr: 'UI' },
			'00280004': { vr: 'CS', Value: ['MONOCHROME1'] },
			'00280010': { vr: 'US', Value: [256] },
			'00280011': { vr: 'US', Value: [256] },
			'00280030': { vr: 'DS', Value: [0.2, 0.2] },
			'00181164': { vr: 'DS', Value: [0.2, 0.2] },
			'00281052': { vr: 'DS' },
			'00281053': { vr: 'DS' },
		},
	});
}

export async function headerOf(file: Uint8Array): Promise<Dataset> {
	const read = await readPart10(bytesInMemory(file));
	if (!read.ok) throw new Error(read.reason);
	return read.value.dataset;
}

const drawn: readonly [AnnotationKind, Pixel[], string][] = [
	[
		'arrow',
		[
			[40.25, 60.5],
			[90, 30],
		],
		'ก้อนนี้',
	],
	['text', [[12.5, 200.75]], 'สงสัยเนื้องอก <ปอดขวา> & "ต่อมน้ำเหลือง"'],
	[
		'length',
		[
			[20, 20],
			[120.125, 80],
		],
		'',
	],
	[
		'angle',
		[
			[30, 90],
			[60, 140],
			[130, 150],
		],
		'',
	],
	[
		'cobb',
		[
			[10, 10],
			[90, 20],
			[12, 200],
			[95, 170],
		],
		'กระดูกสันหลังคด',
	],
	[
		'bidirectional',
		[
			[150, 150],
			[200, 150],
			[175, 140],
			[175, 165],
		],
		'โตขึ้น',
	],
	[
		'ellipse',
		[
			[100, 100],
			[180, 100],
			[140, 88],
			[140, 112],
		],
		'',
	],
	[
		'rectangle',
		[
			[200, 20],
			[240, 20],
			[240, 60],
			[200, 60],
		],
		'',
	],
	[
		'circle',
		[
			[60, 200],
			[76, 200],
		],
		'',
	],
	[
		'freehand',
		[
			[30, 30],
			[50, 28.5],
			[61, 41],
			[55, 62],
			[33, 55],
		],
		'ขอบไม่เรียบ',
	],
	['probe', [[77.5, 88.5]], ''],
];

/** Every kind there is, measured as the screen would. */
export function marksOn(header: Dataset, frame = 1): Annotation[] {
	const geometry = geometryOfHeader(header, frame);
	const values = {
		rows: 256,
		columns: 256,
		unit: 'HU',
		at: (column: number, row: number) => column * 3 + row,
	};
	const study = string(header, '0020000D')!;
	return drawn.map(([kind, pixels, label]) => ({
		kind,
		study,
		series: string(header, '0020000E')!,
		instance: string(header, '00080018')!,
		frame,
		points: keptPoints(pixels, geometry),
		label,
		seen: measuresOf(kind, pixels, geometry, values) satisfies SeenMeasure[],
	}));
}

export function contextFor(source: Dataset, number: number, description: string): ObjectContext {
	const study = string(source, '0020000D')!;
	return {
		source,
		series: `${study}.9${number}`,
		instance: `${study}.9${number}.1`,
		seriesNumber: 900 + number,
		instanceNumber: 1,
		seriesDescription: description,
		at: moment,
		author: thaiAuthor,
		equipment: thisProduct('0.4.0'),
	};
}

export const trackingUid = (index: number): string => `2.25.77${index}`;

/** As the answer's screens say it. */
const trustWords = { th: 'โดยประมาณ', en: 'estimated' } as const;

export function stateOf(
	source: Dataset,
	marks: readonly Annotation[],
	more: Partial<PresentationState> = {},
	language: 'th' | 'en' = 'th',
) {
	const geometry = geometryOfHeader(source, 1);
	return presentationState({
		context: contextFor(source, 1, 'ภาพที่ทำเครื่องหมาย'),
		frame: 1,
		description: 'ก้อนที่ปอดกลีบบนขวา',
		window: { center: -600, width: 1500 },
		inverted: false,
		turn: { rotation: 0, flipH: false, flipV: false },
		area: null,
		marks: marks.flatMap((mark, index) => {
			const tracking = trackingOf(mark, String(index), trackingUid(index));
			const words = wordsBeside(mark, () => trustWords[language]);
			return graphicMark(mark, { geometry, tracking, words }) ?? [];
		}),
		...more,
	});
}

export function reportOf(
	source: Dataset,
	marks: readonly Annotation[],
	more: Partial<MeasurementReport> = {},
) {
	const geometry = geometryOfHeader(source, 1);
	const picture = pictureReference(source, 1);
	return measurementReport({
		context: contextFor(source, 2, 'รายงานการวัด'),
		language: 'th',
		pictures: [picture],
		statements: [
			{ about: 'finding', words: 'ก้อนเดี่ยวขอบไม่เรียบ ขนาด 12 มม.\nไม่พบน้ำในช่องเยื่อหุ้มปอด' },
			{ about: 'impression', words: 'สงสัยมะเร็งปอด <ระยะต้น>' },
		],
		groups: marks.flatMap((mark, index) => {
			const tracking = trackingOf(mark, String(index), trackingUid(index));
			return measurementGroup(mark, { picture, geometry, tracking, by: null }) ?? [];
		}),
		verified: { by: thaiAuthor, at: moment },
		replaces: null,
		...more,
	});
}
