/** Two pictures beside each other: the prior, another series, and scrolling both. */
import type { LanguageCode } from '../language.ts';

const th = {
	open: 'เปิดคู่กัน',
	shown: 'กำลังเทียบ',
	coming: 'กำลังเปิดการตรวจที่จะเทียบ',
	active: 'ช่องที่กำลังใช้',
	older: 'เก่ากว่า',
	newer: 'ใหม่กว่า',
	sameStudy: 'การตรวจเดียวกัน',
	sameDay: 'วันเดียวกัน',
	link: 'เลื่อนพร้อมกัน',
	bySame: 'ตำแหน่งเดียวกันในตัวผู้ป่วย',
	byEye: 'ตามตำแหน่งที่จัดไว้ตอนเชื่อม',
	held: 'ผู้นำเสนอเลื่อนทั้งสองช่อง',
	off: (mm: string) => `ไม่มีภาพตรงตำแหน่งนี้ ใกล้ที่สุดห่าง ${mm} มม.`,
	why: {
		'one-picture': 'มีภาพเดียว จึงเลื่อนพร้อมกันไม่ได้',
		'no-position': 'ภาพไม่บอกตำแหน่งในตัวผู้ป่วย จึงเลื่อนพร้อมกันไม่ได้',
		turned: 'ระนาบของสองชุดภาพไม่ตรงกัน จึงเลื่อนพร้อมกันไม่ได้',
	},
	readOnly: 'ดูได้อย่างเดียว การตรวจนี้ไม่ได้อยู่ในการปรึกษา จึงทำเครื่องหมายไม่ได้',
	refused: {
		'not-found': 'ไม่พบการตรวจที่จะเทียบ หรือคุณไม่มีสิทธิ์ดู',
		'other-patient': 'การตรวจนี้ไม่ใช่ของผู้ป่วยรายนี้ จึงไม่เปิดคู่กัน',
		'no-pictures': 'การตรวจนี้ไม่มีภาพที่แสดงได้',
		offline: 'ขาดการเชื่อมต่อ จึงยังเปิดการตรวจที่จะเทียบไม่ได้',
		unavailable: 'คลังภาพไม่ตอบในขณะนี้',
		'sign-in': 'สิทธิ์เข้าดูสิ้นสุดแล้ว',
		other: 'เปิดการตรวจที่จะเทียบไม่ได้',
	},
};

const en: typeof th = {
	open: 'Beside',
	shown: 'Beside now',
	coming: 'Opening the study to compare',
	active: 'The picture in use',
	older: 'older',
	newer: 'newer',
	sameStudy: 'same study',
	sameDay: 'same day',
	link: 'Scroll together',
	bySame: 'at the same place in the patient',
	byEye: 'as they stood when linked',
	held: 'The presenter scrolls both',
	off: (mm) => `No image at this place: the nearest is ${mm} mm away`,
	why: {
		'one-picture': 'There is only one image, so the two cannot scroll together',
		'no-position': 'The images do not say where in the patient they lie, so the two cannot scroll together',
		turned: 'The two series lie in different planes, so they cannot scroll together',
	},
	readOnly: 'View only: this study is not part of the consult, so it cannot be marked',
	refused: {
		'not-found': 'The study to compare was not found, or you may not see it',
		'other-patient': 'That study is not this patient’s, so it is not opened beside',
		'no-pictures': 'That study has no image that can be shown',
		offline: 'No connection: the study to compare cannot be opened yet',
		unavailable: 'The archive does not answer at the moment',
		'sign-in': 'Your access has ended',
		other: 'The study to compare cannot be opened',
	},
};

export const besideWords = { th, en } satisfies Record<LanguageCode, typeof th>;
