/** What another hospital's workstation drew on the nodule: so that marks of other systems can be seen in the demo. */
import { momentOf, bangkokMinutes } from '#lib/dicom/objects/moment.ts';
import { presentationState } from '#lib/dicom/objects/presentation-state.ts';
import { nodulePicture } from './cross-sections.ts';
import { uidOf } from './dataset-parts.ts';

/** The day after the examination. */
const written = Date.UTC(2025, 0, 31, 3, 40);

export function presentationFile(): Uint8Array {
	const { header, at, radius, millimetres } = nodulePicture();
	const [x, y] = at;
	const tracking = (what: string) => ({ id: what, uid: uidOf(`mark ${what}`) });
	return presentationState({
		context: {
			source: header,
			series: uidOf('series chest presentation'),
			instance: uidOf('instance chest presentation 1'),
			seriesNumber: 92,
			instanceNumber: 1,
			seriesDescription: 'ภาพที่ทำเครื่องหมาย',
			at: momentOf(written, bangkokMinutes),
			author: {
				name: { Alphabetic: 'สาธิต^กานดา^^พญ.' },
				institution: 'โรงพยาบาลศูนย์สาธิต',
			},
			equipment: {
				manufacturer: 'Demo Workstation (generated)',
				model: 'Phantom Reader',
				serial: '1',
				version: '1',
			},
		},
		frame: 1,
		description: 'ก้อนที่ปอดกลีบบนขวา',
		window: { center: -600, width: 1500 },
		inverted: false,
		turn: { rotation: 0, flipH: false, flipV: false },
		area: { left: x - 96, top: y - 96, right: x + 96, bottom: y + 96 },
		marks: [
			{
				tracking: tracking('nodule'),
				graphics: [{ kind: 'circle', centre: [x, y], rim: [x + radius + 4, y] }],
				text: { at: [x + radius + 6, y - radius - 6], words: `ก้อนเดี่ยว ⌀ ${millimetres} มม.` },
			},
			{
				tracking: tracking('diameter'),
				graphics: [
					{
						kind: 'polyline',
						points: [
							[x - radius, y],
							[x + radius, y],
						],
					},
				],
				text: null,
			},
			{
				tracking: tracking('note'),
				graphics: [],
				text: { at: [x - 60, y + 52], words: 'เทียบกับภาพปีก่อน: โตขึ้น' },
			},
		],
	});
}
