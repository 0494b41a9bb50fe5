/** Words of the landing, which gets them as data: `{n}` and `{time}` are filled in by its script. */
import type { LanguageCode } from '#lib/i18n/language.ts';

const th = {
	title: 'เปิดภาพที่ได้รับ',
	lead: 'ใส่รหัส PIN 6 หลักที่ผู้ส่งแจ้งให้ทางช่องทางอื่น เช่น โทรศัพท์',
	pin: 'รหัส PIN 6 หลัก',
	open: 'เปิดดูภาพ',
	opening: 'กำลังตรวจรหัส…',
	opened: 'กำลังเปิดภาพ ดูได้ถึง {time}',
	resume: 'เปิดดูภาพต่อ',
	resumeLead: 'คุณเปิดลิงก์นี้ไว้แล้ว ดูได้ถึง {time}',
	needsScript: 'หน้านี้ต้องใช้ JavaScript โปรดเปิดด้วย Chrome, Safari หรือ Edge',
	line: 'ภาพเปิดได้ดีที่สุดนอกแอป LINE ใส่รหัส PIN หลังจากเปิดแล้ว',
	lineOpen: 'เปิดใน Chrome หรือ Safari',
	lineStay: 'เปิดใน LINE ต่อไป',
	proving: 'กำลังตรวจว่าเป็นเครื่องเดิม…',
	namedLead: 'ลิงก์นี้ส่งถึงคุณโดยเฉพาะ เข้าสู่ระบบแล้วเปิดดูได้เลย ไม่ต้องใช้ PIN',
	namedOpen: 'เข้าสู่ระบบเพื่อเปิดดู',
	report: 'ไม่ใช่ฉัน แจ้งผู้ส่ง',
	reported: 'แจ้งผู้ส่งแล้ว ขอลิงก์ใหม่จากผู้ส่ง',
	ask: 'ติดต่อ{sender}',
	otherLanguage: 'English',
	skip: 'ข้ามไปที่รหัส PIN',
	pinIncomplete: 'PIN ต้องมีตัวเลข 6 หลัก',
	codes: {
		'no-secret': 'ลิงก์นี้ไม่ครบ โปรดเปิดจากข้อความที่ได้รับอีกครั้ง โดยกดที่ลิงก์เต็ม',
		'link-unknown': 'ไม่พบลิงก์นี้ ตรวจว่าคัดลอกมาครบ หรือขอลิงก์ใหม่จากผู้ส่ง',
		'pin-wrong': 'PIN ไม่ถูกต้อง เหลืออีก {n} ครั้งก่อนลิงก์ถูกล็อก',
		'pin-wrong-last': 'PIN ไม่ถูกต้องครบ 5 ครั้ง ลิงก์ถูกล็อกแล้ว ขอลิงก์ใหม่จากผู้ส่ง',
		'link-locked': 'ลิงก์นี้ถูกล็อกเพราะใส่ PIN ผิดครบ 5 ครั้ง ขอลิงก์ใหม่จากผู้ส่ง',
		'link-expired': 'ลิงก์นี้หมดอายุแล้ว ขอลิงก์ใหม่จากผู้ส่ง',
		'link-revoked': 'ผู้ส่งยกเลิกลิงก์นี้แล้ว หากยังต้องใช้ โปรดติดต่อผู้ส่ง',
		'link-used-up': 'ลิงก์นี้ถูกเปิดครบจำนวนครั้งแล้ว หากไม่ใช่คุณ โปรดแจ้งผู้ส่ง',
		'link-opened-before': 'ลิงก์นี้เปิดได้ครั้งเดียว และถูกเปิดแล้วเมื่อ {time} ใช่คุณหรือไม่ ถ้าใช่ ให้เปิดดูจากเครื่องเดิม',
		'link-named': 'ลิงก์นี้ส่งถึงบุคคลที่ระบุชื่อ เข้าสู่ระบบเพื่อเปิดดู',
		'device-other': 'เครื่องนี้ไม่ใช่เครื่องที่เปิดลิงก์ไว้ หรือข้อมูลในเบราว์เซอร์ถูกลบ กดลิงก์จากข้อความที่ได้รับอีกครั้ง แล้วใส่ PIN',
		'too-many-tries': 'มีการลองมากเกินไปจากเครือข่ายนี้ รอ {n} วินาทีแล้วลองใหม่',
		offline: 'ติดต่อระบบไม่ได้ ตรวจสัญญาณแล้วกดอีกครั้ง PIN ที่ใส่ยังอยู่',
		internal: 'ระบบขัดข้อง รอสักครู่แล้วกดอีกครั้ง',
	},
};

const en: typeof th = {
	title: 'Open the images you were sent',
	lead: 'Enter the 6-digit PIN that the sender told you by another channel, such as a phone call',
	pin: '6-digit PIN',
	open: 'Open the images',
	opening: 'Checking the PIN…',
	opened: 'Opening the images. You can see them until {time}',
	resume: 'Go on to the images',
	resumeLead: 'You have opened this link already. You can see the images until {time}',
	needsScript: 'This page needs JavaScript. Please open it in Chrome, Safari or Edge',
	line: 'Images open best outside the LINE app. Enter the PIN after that',
	lineOpen: 'Open in Chrome or Safari',
	lineStay: 'Stay in LINE',
	proving: 'Checking that this is the same device…',
	namedLead: 'This link was made for you. Sign in and the images open; no PIN is needed',
	namedOpen: 'Sign in to open',
	report: 'That was not me: tell the sender',
	reported: 'The sender has been told. Ask the sender for a new link',
	ask: 'Contact {sender}',
	otherLanguage: 'ภาษาไทย',
	skip: 'Skip to the PIN',
	pinIncomplete: 'The PIN has 6 digits',
	codes: {
		'no-secret':
			'This link is not complete. Please open it from the message again, by tapping the whole link',
		'link-unknown':
			'This link is not known. Check that all of it was copied, or ask the sender for a new one',
		'pin-wrong': 'Wrong PIN. {n} more tries before the link is locked',
		'pin-wrong-last': 'Wrong PIN for the fifth time. The link is locked now; ask the sender for a new one',
		'link-locked': 'This link is locked after five wrong PINs. Ask the sender for a new one',
		'link-expired': 'This link has expired. Ask the sender for a new one',
		'link-revoked': 'The sender has withdrawn this link. If you still need it, contact the sender',
		'link-used-up': 'This link was opened as often as allowed. If that was not you, tell the sender',
		'link-opened-before':
			'This link opens once, and it was opened on {time}. Was this you? If so, go on from the same device',
		'link-named': 'This link was made for a named person. Sign in to open it',
		'device-other':
			'This is not the device that opened the link, or its browser data was cleared. Tap the link you were sent again and enter the PIN',
		'too-many-tries': 'Too many tries from this network. Wait {n} seconds and try again',
		offline:
			'The system cannot be reached. Check your signal and press again; the PIN you entered is still there',
		internal: 'Something went wrong. Wait a moment and press again',
	},
};

export const landingWords = { th, en } satisfies Record<LanguageCode, typeof th>;
