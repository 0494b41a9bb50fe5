import type { LanguageCode } from '#lib/i18n/language.ts';

/** An ISO day as one would type it: 30/1/2568 in Thai, 30/1/2025 in English; '' for none. */
export function writtenDay(iso: string | null, language: LanguageCode): string {
	const [year, month, day] = (iso ?? '').split('-').map(Number);
	if (year === undefined || month === undefined || day === undefined) return '';
	return `${day}/${month}/${language === 'th' ? year + 543 : year}`;
}
