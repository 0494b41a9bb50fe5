import type { LanguageCode } from '#lib/i18n/language.ts';

const th = {
	title: 'ดูภาพส่งต่อ ในเบราว์เซอร์',
	lead: 'สำหรับแพทย์และบุคลากรสุขภาพที่ได้รับลิงก์ภาพทางการแพทย์ เพื่อปรึกษาและส่งต่อผู้ป่วย ไม่ต้องติดตั้งโปรแกรม',
	howTitle: 'วิธีเข้าดูภาพ',
	how: [
		'กดลิงก์ที่ได้รับจากโรงพยาบาลผู้ส่ง ทาง LINE, MOPH REFER หรืออีเมล',
		'ใส่รหัส PIN 6 หลักที่ผู้ส่งแจ้งทางช่องทางอื่น',
		'ภาพเปิดในหน้านี้ทันที ทั้งบนคอมพิวเตอร์ แท็บเล็ต และโทรศัพท์',
	],
	noLink: 'ไม่มีลิงก์หรือลิงก์หมดอายุ: ขอใหม่จากโรงพยาบาลผู้ส่ง หน้านี้ค้นหาผู้ป่วยไม่ได้',
	privacy: 'ทุกการเปิดดูถูกบันทึกไว้ และสิทธิ์สิ้นสุดเมื่อลิงก์หมดอายุหรือถูกยกเลิก',
};

const en: typeof th = {
	title: 'See referred images in your browser',
	lead: 'For doctors and health staff who were sent a link to medical images, to consult and refer a patient. Nothing to install',
	howTitle: 'How to see the images',
	how: [
		'Tap the link you got from the sending hospital by LINE, MOPH REFER or mail',
		'Enter the 6-digit PIN that the sender told you by another channel',
		'The images open on this page at once, on a computer, a tablet or a phone',
	],
	noLink:
		'No link, or it has expired: ask the sending hospital for a new one. Patients cannot be searched from here',
	privacy: 'Every opening is recorded, and access ends when the link expires or is withdrawn',
};

export const frontDoorWords = { th, en } satisfies Record<LanguageCode, typeof th>;
