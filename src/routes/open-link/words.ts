/** Words of the page after a sign-in for a named link; `{sender}` is filled in by its script. */
import type { LanguageCode } from '#lib/i18n/language.ts';

const th = {
	title: 'เปิดภาพที่ส่งถึงคุณ',
	opening: 'กำลังเปิดภาพ…',
	again: 'ลองอีกครั้ง',
	signIn: 'เข้าสู่ระบบ',
	ask: 'ติดต่อ{sender}',
	codes: {
		'sign-in-needed': 'เข้าสู่ระบบก่อน แล้วภาพจะเปิดให้เอง',
		locked: 'หน้าจอถูกล็อกไว้ เข้าสู่ระบบอีกครั้งแล้วภาพจะเปิดให้เอง',
		'intent-over': 'ใช้เวลาเข้าสู่ระบบนานเกินไป กดลิงก์จากข้อความที่ได้รับอีกครั้ง',
		'link-unknown': 'ไม่พบลิงก์นี้ ตรวจว่าคัดลอกมาครบ หรือขอลิงก์ใหม่จากผู้ส่ง',
		'link-needs-pin': 'ลิงก์นี้ต้องใช้ PIN กดลิงก์จากข้อความที่ได้รับอีกครั้งแล้วใส่ PIN',
		'link-not-for-you':
			'ลิงก์นี้ส่งถึงบุคคลหรือโรงพยาบาลอื่น ถ้าคุณทำงานหลายโรงพยาบาล ให้เข้าสู่ระบบใหม่แล้วเลือกโรงพยาบาลที่ผู้ส่งระบุ',
		'link-locked': 'ลิงก์นี้ถูกล็อก ขอลิงก์ใหม่จากผู้ส่ง',
		'link-expired': 'ลิงก์นี้หมดอายุแล้ว ขอลิงก์ใหม่จากผู้ส่ง',
		'link-revoked': 'ผู้ส่งยกเลิกลิงก์นี้แล้ว หากยังต้องใช้ โปรดติดต่อผู้ส่ง',
		'link-used-up': 'ลิงก์นี้ถูกเปิดครบจำนวนครั้งแล้ว หากไม่ใช่คุณ โปรดแจ้งผู้ส่ง',
		'too-many-tries': 'มีการลองมากเกินไปจากเครือข่ายนี้ รอสักครู่แล้วลองใหม่',
		offline: 'ติดต่อระบบไม่ได้ ตรวจสัญญาณแล้วกดอีกครั้ง',
		internal: 'ระบบขัดข้อง รอสักครู่แล้วกดอีกครั้ง',
	},
};

const en: typeof th = {
	title: 'Open the images sent to you',
	opening: 'Opening the images…',
	again: 'Try again',
	signIn: 'Sign in',
	ask: 'Contact {sender}',
	codes: {
		'sign-in-needed': 'Sign in first; the images then open by themselves',
		locked: 'The screen was locked. Sign in again; the images then open by themselves',
		'intent-over': 'The sign-in took too long. Tap the link you were sent again',
		'link-unknown':
			'This link is not known. Check that all of it was copied, or ask the sender for a new one',
		'link-needs-pin': 'This link needs a PIN. Tap the link you were sent again and enter it',
		'link-not-for-you':
			'This link was made for another person or hospital. If you work for several hospitals, sign in again and choose the one the sender named',
		'link-locked': 'This link is locked. Ask the sender for a new one',
		'link-expired': 'This link has expired. Ask the sender for a new one',
		'link-revoked': 'The sender has withdrawn this link. If you still need it, contact the sender',
		'link-used-up': 'This link was opened as often as allowed. If that was not you, tell the sender',
		'too-many-tries': 'Too many tries from this network. Wait a moment and try again',
		offline: 'The system cannot be reached. Check your signal and press again',
		internal: 'Something went wrong. Wait a moment and press again',
	},
};

export const continueWords = { th, en } satisfies Record<LanguageCode, typeof th>;
