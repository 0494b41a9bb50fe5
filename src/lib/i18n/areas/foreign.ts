/** Marks, looks and key images that other systems stored with the pictures. */
import type { LanguageCode } from '../language.ts';

const th = {
	title: 'เครื่องหมายจากระบบอื่น',
	button: (count: number) => `เครื่องหมายจากระบบอื่น ${count} รายการ`,
	explain: 'อ่านจากไฟล์ที่เก็บไว้กับการตรวจนี้ แสดงตามที่ผู้เขียนวัดไว้ แก้ไขที่นี่ไม่ได้',
	kind: {
		presentation: 'ภาพที่จัดการแสดงผลไว้',
		report: 'รายงานการวัด',
		'key-objects': 'ภาพสำคัญ',
	},
	unknownSystem: 'ระบบที่ไม่ระบุชื่อ',
	by: (author: string) => `โดย ${author}`,
	marks: (count: number) => `${count} เครื่องหมาย`,
	pictures: (count: number) => `${count} ภาพ`,
	show: 'แสดงบนภาพ',
	asSeen: 'แสดงตามที่ผู้เขียนเห็น',
	goTo: (place: number) => `ไปยังเครื่องหมายภาพที่ ${place}`,
	goToFirst: 'ไปยังเครื่องหมายแรก',
	keyImage: (place: number) => `เปิดภาพสำคัญที่ ${place}`,
	pictureFailed: 'โหลดภาพไม่ได้',
	document: 'เปิดเอกสาร',
	notShown: 'ไม่ได้แสดง',
	dropped: {
		'unknown-shape': 'รูปทรงที่ยังไม่รองรับ',
		'bad-points': 'พิกัดที่อ่านไม่ได้',
		'too-many': 'จำนวนมากเกินกว่าจะแสดง',
		'not-in-study': 'อยู่บนภาพที่ไม่มีในการตรวจนี้',
		'no-place': 'ตำแหน่งไม่ตรงกับภาพใดในการตรวจนี้',
		'screen-units': 'ตำแหน่งผูกกับหน้าจอ ไม่ใช่กับภาพ',
		shutter: 'กรอบดำที่บังภาพบางส่วน',
		'grey-curve': 'ตารางปรับความสว่างแบบอื่น',
		'only-in-report': 'ตัวเลขที่ไม่มีตำแหน่งบนภาพ อ่านได้ในเอกสาร',
	},
	left: (count: number) => `ยังมีไฟล์ลักษณะนี้อีก ${count} ไฟล์ที่ไม่ได้อ่าน`,
	failed: 'อ่านเครื่องหมายจากระบบอื่นไม่สำเร็จ',
	retry: 'ลองใหม่',
};

const en: typeof th = {
	title: 'Marks from other systems',
	button: (count) => `${count} from other systems`,
	explain:
		'Read from files stored with this study. Shown as their authors measured them; they can’t be changed here.',
	kind: {
		presentation: 'Saved presentation',
		report: 'Measurement report',
		'key-objects': 'Key images',
	},
	unknownSystem: 'unnamed system',
	by: (author) => `by ${author}`,
	marks: (count) => (count === 1 ? '1 mark' : `${count} marks`),
	pictures: (count) => (count === 1 ? '1 image' : `${count} images`),
	show: 'Show on the image',
	asSeen: 'Show as the author saw it',
	goTo: (place) => `Go to marked image ${place}`,
	goToFirst: 'Go to the first mark',
	keyImage: (place) => `Open key image ${place}`,
	pictureFailed: 'No picture came',
	document: 'Open the document',
	notShown: 'Not shown',
	dropped: {
		'unknown-shape': 'shapes not supported yet',
		'bad-points': 'coordinates that can’t be read',
		'too-many': 'more than can be shown',
		'not-in-study': 'on images that aren’t in this study',
		'no-place': 'on no image of this study',
		'screen-units': 'tied to a screen, not to the image',
		shutter: 'black borders over parts of the image',
		'grey-curve': 'another kind of grey scale',
		'only-in-report': 'numbers without a place on an image: read them in the document',
	},
	left: (count) => `${count} more files of this kind were not read`,
	failed: 'Marks from other systems could not be read',
	retry: 'Try again',
};

export const foreignWords = { th, en } satisfies Record<LanguageCode, typeof th>;
