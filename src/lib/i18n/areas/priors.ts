/** Around the study page of a person who signed in: the way back to the list, and the patient's other studies. */
import type { LanguageCode } from '../language.ts';

const th = {
	back: 'กลับไปรายการตรวจ',
	title: 'การตรวจของผู้ป่วยรายนี้',
};

const en: typeof th = {
	back: 'Back to the worklist',
	title: 'This patient’s studies',
};

export const priorsWords = { th, en } satisfies Record<LanguageCode, typeof th>;
