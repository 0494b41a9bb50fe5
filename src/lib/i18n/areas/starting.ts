/** What a page says while its own scripts are still on their way. */
import type { LanguageCode } from '../language.ts';

export const startingWords = {
	th: 'สัญญาณขาดขณะเปิดหน้านี้ ระบบกำลังลองใหม่ให้เอง',
	en: 'The line broke while this page was opening. Trying again by itself.',
} satisfies Record<LanguageCode, string>;
