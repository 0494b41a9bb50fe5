/** Words of the sign-in pages, and a sentence for every way in which signing in can fail. */
import type { LanguageCode } from '../language.ts';

const th = {
	title: 'ลงชื่อเข้าใช้',
	lead: 'สำหรับบุคลากรของสถานพยาบาล ทุกครั้งที่เปิดดูภาพจะมีบันทึกไว้',
	with: 'เข้าใช้ด้วย{name}',
	confirmWith: 'ยืนยันด้วย{name}',
	shared: 'เครื่องนี้มีคนอื่นใช้ร่วมด้วย (หน้าจอล็อกเร็วขึ้น และไม่เก็บภาพไว้ในเครื่อง)',
	stepUpTitle: 'ยืนยันตัวตนอีกครั้ง',
	stepUpLead: 'ขั้นตอนนี้ต้องยืนยันว่าเป็นคุณ เสร็จแล้วจะกลับไปหน้าเดิม',
	stepUpNone: 'ระบบนี้ยังไม่มีวิธียืนยันตัวตนซ้ำ โปรดแจ้งผู้ดูแลระบบให้เปิดใช้ ThaID หากหน้าจอล็อกอยู่ ลงชื่อเข้าใช้ใหม่ได้',
	signInAnew: 'ลงชื่อเข้าใช้ใหม่',
	back: 'กลับโดยไม่ยืนยัน',
	offTitle: 'ระบบนี้เปิดดูภาพจากลิงก์เท่านั้น',
	off: 'ยังไม่ได้เปิดให้ลงชื่อเข้าใช้ หากได้รับลิงก์ภาพ โปรดเปิดจากลิงก์นั้น',
	hospitalTitle: 'วันนี้ปฏิบัติงานที่ใด',
	hospitalLead:
		'{name} เลือกโรงพยาบาลที่กำลังปฏิบัติงาน สิทธิ์และบันทึกการใช้งานจะเป็นของโรงพยาบาลนี้ เปลี่ยนได้โดยลงชื่อเข้าใช้ใหม่',
	roles: {
		'clinic-staff': 'พยาบาล / เจ้าหน้าที่สาธารณสุข',
		'rural-doctor': 'แพทย์',
		specialist: 'แพทย์ผู้เชี่ยวชาญ',
		radiologist: 'รังสีแพทย์',
		coordinator: 'ผู้ประสานงานส่งต่อ',
		'hospital-admin': 'ผู้ดูแลผู้ใช้ของโรงพยาบาล',
		'privacy-officer': 'เจ้าหน้าที่คุ้มครองข้อมูล',
		operator: 'ผู้ดูแลระบบ',
	},
	problems: {
		'sign-in-expired': 'การลงชื่อเข้าใช้ครั้งนี้หมดเวลาหรือถูกใช้ไปแล้ว โปรดกดปุ่มด้านล่างเพื่อเริ่มใหม่',
		declined: 'คุณยกเลิกการลงชื่อเข้าใช้ หากต้องการเข้าใช้ โปรดกดปุ่มด้านล่างอีกครั้ง',
		'provider-unreachable': 'ติดต่อระบบยืนยันตัวตนไม่ได้ รอสักครู่แล้วลองใหม่ หากเร่งด่วน ใช้ลิงก์ภาพกับรหัส PIN แทนได้',
		'provider-refused': 'ระบบยืนยันตัวตนไม่รับคำขอนี้ โปรดลองใหม่ หากยังไม่ได้ โปรดแจ้งผู้ดูแลระบบ',
		'not-trusted': 'ตรวจสอบคำตอบจากระบบยืนยันตัวตนไม่ผ่าน จึงไม่ให้เข้าใช้ โปรดเริ่มใหม่ หากเกิดซ้ำ โปรดแจ้งผู้ดูแลระบบ',
		'no-provider-id': 'บัญชี Health ID นี้ยังไม่มี Provider ID โปรดลงทะเบียน Provider ID กับหน่วยงานต้นสังกัดก่อน',
		'licence-expired': 'ใบประกอบวิชาชีพหมดอายุตามข้อมูลใน Provider ID โปรดต่ออายุและปรับข้อมูล แล้วลงชื่อเข้าใช้ใหม่',
		'licence-unverified': 'ใบประกอบวิชาชีพยังไม่ผ่านการตรวจสอบกับสภาวิชาชีพ โปรดติดต่อหน่วยงานต้นสังกัด',
		'no-role': 'บัญชีนี้ยังไม่มีสิทธิ์ในสถานพยาบาลใดของระบบนี้ โปรดติดต่อผู้ดูแลผู้ใช้ของโรงพยาบาล',
		'citizen-only': 'ThaID ยืนยันได้ว่าคุณเป็นใคร แต่ไม่บอกว่าปฏิบัติงานที่ใด โปรดเข้าใช้ด้วยบัญชีบุคลากร',
		'not-fresh': 'ระบบยืนยันตัวตนไม่ได้ถามคุณใหม่ จึงยังถือว่าไม่ได้ยืนยัน โปรดลองอีกครั้งหรือใช้วิธีอื่น',
		'other-person': 'บัญชีที่ยืนยันไม่ใช่คนเดียวกับที่ลงชื่อเข้าใช้อยู่ โปรดยืนยันด้วยบัญชีเดิม',
		'no-session': 'การเข้าใช้ครั้งก่อนสิ้นสุดแล้ว โปรดลงชื่อเข้าใช้ใหม่',
		'hospital-gone': 'บัญชีนี้ไม่มีสิทธิ์ที่โรงพยาบาลเดิมแล้ว โปรดลงชื่อเข้าใช้ใหม่',
	},
};

const en: typeof th = {
	title: 'Sign in',
	lead: 'For hospital and clinic staff. Every opening of an image is recorded',
	with: 'Sign in with {name}',
	confirmWith: 'Confirm with {name}',
	shared: 'Others use this machine too (the screen locks sooner and no images are kept on it)',
	stepUpTitle: 'Confirm that it is you',
	stepUpLead: 'This step needs you to confirm who you are. You will come back to the same page',
	stepUpNone:
		'This system has no way yet to confirm who you are. Ask the operator to set up ThaID. If the screen is locked, you can sign in anew',
	signInAnew: 'Sign in anew',
	back: 'Back without confirming',
	offTitle: 'Images open by link only here',
	off: 'Signing in is not set up. If you were sent a link to images, open that',
	hospitalTitle: 'Where are you working today?',
	hospitalLead:
		'{name}, choose the hospital you are working at. Your rights and the record of what you do belong to it. To change it, sign in again',
	roles: {
		'clinic-staff': 'Nurse / public health officer',
		'rural-doctor': 'Doctor',
		specialist: 'Specialist',
		radiologist: 'Radiologist',
		coordinator: 'Referral coordinator',
		'hospital-admin': 'Hospital administrator',
		'privacy-officer': 'Privacy officer',
		operator: 'System operator',
	},
	problems: {
		'sign-in-expired':
			'This sign-in has timed out or was used already. Press the button below to start again',
		declined: 'You cancelled the sign-in. To sign in, press the button below again',
		'provider-unreachable':
			'The identity provider cannot be reached. Wait a moment and try again. If it is urgent, a link with its PIN works without it',
		'provider-refused':
			'The identity provider did not accept the request. Try again; if it goes on, tell the operator',
		'not-trusted':
			'The identity provider’s answer could not be verified, so it was not used. Start again; if it goes on, tell the operator',
		'no-provider-id':
			'This Health ID has no Provider ID. Register for a Provider ID with your organisation first',
		'licence-expired':
			'Your professional licence has expired by the records of Provider ID. Renew it, have the record updated and sign in again',
		'licence-unverified':
			'Your professional licence has not been verified with its council. Contact your organisation',
		'no-role':
			'This account has no role at any hospital of this system. Contact your hospital’s administrator',
		'citizen-only': 'ThaID proves who you are, but not where you work. Sign in with your staff account',
		'not-fresh':
			'The identity provider did not ask you anew, so this does not count as confirmed. Try again, or another way',
		'other-person':
			'You confirmed with another account than the one signed in. Confirm with the same account',
		'no-session': 'Your earlier session has ended. Sign in again',
		'hospital-gone': 'This account has no role at that hospital any more. Sign in again',
	},
};

/** Thai runs on without a space; a foreign name stands apart. */
export function withName(sentence: string, name: string): string {
	const apart = sentence.includes(' {name}') || /^\p{Script=Thai}/u.test(name) ? name : ` ${name}`;
	return sentence.replace('{name}', () => apart);
}

export const signInWords = { th, en } satisfies Record<LanguageCode, typeof th>;
export type SignInSentence = keyof typeof th.problems;
