/** What isn't a picture: the letter, a basic text report and a key object selection. */
import type { Dataset } from '#lib/dicom/dataset.ts';
import { explicitLittleEndian, writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import { ctSeries, noduleSlice } from './cross-sections.ts';
import type { DemoSeries } from './dataset-parts.ts';
import { code, commonParts, el, instanceUidOf, seriesUidOf, studyUidOf } from './dataset-parts.ts';
import { referral } from './demo-people.ts';
import { letterPdf } from './letter-pdf.ts';

const encapsulatedPdf = '1.2.840.10008.5.1.4.1.1.104.1';
const basicTextReport = '1.2.840.10008.5.1.4.1.1.88.11';
const keyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59';
const ctImage = '1.2.840.10008.5.1.4.1.1.2';

export function letterFile(): Uint8Array {
	const series: DemoSeries = {
		study: referral.letter,
		key: 'letter',
		number: 1,
		modality: 'DOC',
		description: 'จดหมายส่งต่อ',
		bodyPart: '',
	};
	const pdf = letterPdf();
	return file({
		...commonParts(series, 1, encapsulatedPdf),
		'00080064': el('CS', 'WSD'),
		'0040A043': el('SQ', code('57133-1', 'LN', 'Referral note')),
		'00280301': el('CS', 'YES'),
		'00420010': el('ST', 'จดหมายส่งต่อผู้ป่วย'),
		'00420011': { vr: 'OB', InlineBinary: Buffer.from(pdf).toString('base64') },
		'00420012': el('LO', 'application/pdf'),
		'00420015': el('UL', pdf.length),
	});
}

export function reportFile(): Uint8Array {
	const series: DemoSeries = {
		study: referral.ct,
		key: 'report',
		number: 90,
		modality: 'SR',
		description: 'รายงานเบื้องต้น',
		bodyPart: 'CHEST',
	};
	return file({
		...commonParts(series, 1, basicTextReport),
		...reportRoot(code('18782-3', 'LN', 'Radiology Study observation (findings)')),
		...evidence(),
		'0040A491': el('CS', 'COMPLETE'),
		'0040A493': el('CS', 'UNVERIFIED'),
		'0040A730': el(
			'SQ',
			section(
				code('121064', 'DCM', 'Current Procedure Descriptions'),
				code('121065', 'DCM', 'Procedure Description'),
				'CT ทรวงอกหลังฉีดสารทึบรังสี หนา 2.5 มม.',
			),
			section(
				code('121070', 'DCM', 'Findings'),
				code('121071', 'DCM', 'Finding'),
				'ก้อนเดี่ยวขอบไม่เรียบขนาดประมาณ 12 มม. ที่ปอดกลีบบนขวา โตขึ้นจากประมาณ 7 มม. เมื่อ 26 มกราคม 2567 ไม่พบต่อมน้ำเหลืองโตหรือน้ำในช่องเยื่อหุ้มปอด',
			),
			section(
				code('121076', 'DCM', 'Conclusions'),
				code('121077', 'DCM', 'Conclusion'),
				'สงสัยเนื้องอกปอด แนะนำปรึกษาแพทย์เฉพาะทางเพื่อพิจารณาตัดชิ้นเนื้อ (ข้อความสาธิต ไม่ใช่ผู้ป่วยจริง)',
			),
		),
	});
}

export function keyObjectFile(): Uint8Array {
	const series: DemoSeries = {
		study: referral.ct,
		key: 'key-images',
		number: 91,
		modality: 'KO',
		description: 'ภาพสำคัญ',
		bodyPart: 'CHEST',
	};
	const images = [noduleSlice - 1, noduleSlice, noduleSlice + 1].map((number) => ({
		'0040A010': el('CS', 'CONTAINS'),
		'0040A040': el('CS', 'IMAGE'),
		'00081199': el('SQ', reference(number)),
	}));
	return file({
		...commonParts(series, 1, keyObjectSelection),
		...reportRoot(code('113000', 'DCM', 'Of Interest')),
		...evidence(),
		'0040A504': el('SQ', { '00080105': el('CS', 'DCMR'), '0040DB00': el('CS', '2010') }),
		'0040A730': el(
			'SQ',
			{
				'0040A010': el('CS', 'CONTAINS'),
				'0040A040': el('CS', 'TEXT'),
				'0040A043': el('SQ', code('113012', 'DCM', 'Key Object Description')),
				'0040A160': el('UT', 'ก้อนที่ปอดกลีบบนขวา'),
			},
			...images,
		),
	});
}

function reportRoot(title: Dataset): Dataset {
	return {
		'00081111': { vr: 'SQ', Value: [] },
		'0040A040': el('CS', 'CONTAINER'),
		'0040A043': el('SQ', title),
		'0040A050': el('CS', 'SEPARATE'),
		'0040A372': { vr: 'SQ', Value: [] },
	};
}

function section(title: Dataset, concept: Dataset, text: string): Dataset {
	return {
		'0040A010': el('CS', 'CONTAINS'),
		'0040A040': el('CS', 'CONTAINER'),
		'0040A043': el('SQ', title),
		'0040A050': el('CS', 'SEPARATE'),
		'0040A730': el('SQ', {
			'0040A010': el('CS', 'CONTAINS'),
			'0040A040': el('CS', 'TEXT'),
			'0040A043': el('SQ', concept),
			'0040A160': el('UT', text),
		}),
	};
}

function evidence(): Dataset {
	const series: Dataset = {
		'00081199': el('SQ', reference(noduleSlice - 1), reference(noduleSlice), reference(noduleSlice + 1)),
		'0020000E': el('UI', seriesUidOf(ctSeries)),
	};
	return {
		'0040A375': el('SQ', { '00081115': el('SQ', series), '0020000D': el('UI', studyUidOf(referral.ct)) }),
	};
}

function reference(number: number): Dataset {
	return { '00081150': el('UI', ctImage), '00081155': el('UI', instanceUidOf(ctSeries, number)) };
}

function file(dataset: Dataset): Uint8Array {
	return writePart10({ dataset, transferSyntax: explicitLittleEndian });
}
