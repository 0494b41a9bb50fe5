import { dates } from './dates.ts';
import type { LanguageCode } from './language.ts';

/** A letter is read for years: its moments are never relative. */
export interface LetterDates {
	day(iso: string): string;
	/** "30 มกราคม 2568 14:05 น.", on the clock of Bangkok */
	at(ms: number): string;
}

export function letterDates(code: LanguageCode): LetterDates {
	const written = dates(code);
	const clock = new Intl.DateTimeFormat('en-GB', {
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone: 'Asia/Bangkok',
	});
	const calendar = new Intl.DateTimeFormat('en-CA', {
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		timeZone: 'Asia/Bangkok',
	});
	return {
		day: (iso) => written.longDay(iso),
		at: (ms) => {
			const time = clock.format(new Date(ms));
			return `${written.longDay(calendar.format(new Date(ms)))} ${code === 'th' ? `${time}\u00a0น.` : time}`;
		},
	};
}
