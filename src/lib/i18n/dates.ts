/**
 * Dates and times as people here read them: the Buddhist era in Thai (through Intl, whose `th` calendar it is), Gregorian in
 * English, always the clock of Bangkok, 24 hours. Stored and sent dates stay ISO 8601 Gregorian.
 */
import type { LanguageCode } from './language.ts';

const zone = 'Asia/Bangkok';
const minute = 60_000;
const hour = 60 * minute;

export interface Dates {
	/** "30 ม.ค. 2568" from an ISO date; the text itself when it isn't one, so that nothing is hidden. */
	day(iso: string): string;
	/** "30 มกราคม 2568" */
	longDay(iso: string): string;
	/** "14:05" from a DICOM or ISO time of day */
	timeOfDay(text: string): string;
	/** "5 นาทีที่แล้ว" up to an hour either way, then the day and the time. */
	moment(at: number, now: number): string;
}

export function dates(code: LanguageCode): Dates {
	const locale = code === 'th' ? 'th' : 'en-GB';
	// A calendar date has no zone: read and write it in UTC, or it slips by a day.
	const short = new Intl.DateTimeFormat(locale, {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		timeZone: 'UTC',
	});
	const long = new Intl.DateTimeFormat(locale, {
		day: 'numeric',
		month: 'long',
		year: 'numeric',
		timeZone: 'UTC',
	});
	const localDay = new Intl.DateTimeFormat(locale, {
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		timeZone: zone,
	});
	const localTime = new Intl.DateTimeFormat(locale, {
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
		timeZone: zone,
	});
	const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

	// `th` writes "พ.ศ." only with an era field: the bare year is what people write.
	const write = (format: Intl.DateTimeFormat, date: Date): string =>
		format
			.formatToParts(date)
			.filter((part) => part.type !== 'era')
			.map((part) => part.value)
			.join('')
			.trim();

	return {
		day: (iso) => writeDay(iso, (date) => write(short, date)),
		longDay: (iso) => writeDay(iso, (date) => write(long, date)),
		timeOfDay,
		moment: (at, now) => {
			const away = at - now;
			if (Math.abs(away) < minute) return relative.format(0, 'minute');
			if (Math.abs(away) < hour) return relative.format(Math.round(away / minute), 'minute');
			return `${write(localDay, new Date(at))} ${localTime.format(new Date(at))}`;
		},
	};
}

function writeDay(iso: string, write: (date: Date) => string): string {
	const date = calendarDay(iso);
	return date === null ? iso : write(date);
}

/** Midnight UTC of an ISO date that exists; null for "2025-02-31" and other text. */
export function calendarDay(iso: string): Date | null {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
	if (match === null) return null;
	const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
	const date = new Date(Date.UTC(year, month - 1, day));
	return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date : null;
}

/** TM of PS3.5 6.2 ("140530.123", "1405") or ISO ("14:05:30"), to the minute; other text unchanged. */
function timeOfDay(text: string): string {
	const match = /^([01]\d|2[0-3]):?([0-5]\d)/.exec(text);
	return match === null ? text : `${match[1]}:${match[2]}`;
}
