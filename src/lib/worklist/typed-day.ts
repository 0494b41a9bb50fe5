/**
 * A day as people here type it: 30/1/2568, 30-01-2568, 30 ม.ค. 2568, 30/1/2025. A year from 2400 on is of the Buddhist era. Two
 * digits are refused: 68 may be 2568 or 1968, and a guess would show the wrong patients' days (thai.md 4.1).
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

export type DayProblem = 'two-digit-year' | 'not-a-day' | 'far-year';

const months = [
	['ม.ค.', 'มค', 'มกราคม', 'jan', 'january'],
	['ก.พ.', 'กพ', 'กุมภาพันธ์', 'feb', 'february'],
	['มี.ค.', 'มีค', 'มีนาคม', 'mar', 'march'],
	['เม.ย.', 'เมย', 'เมษายน', 'apr', 'april'],
	['พ.ค.', 'พค', 'พฤษภาคม', 'may'],
	['มิ.ย.', 'มิย', 'มิถุนายน', 'jun', 'june'],
	['ก.ค.', 'กค', 'กรกฎาคม', 'jul', 'july'],
	['ส.ค.', 'สค', 'สิงหาคม', 'aug', 'august'],
	['ก.ย.', 'กย', 'กันยายน', 'sep', 'september'],
	['ต.ค.', 'ตค', 'ตุลาคม', 'oct', 'october'],
	['พ.ย.', 'พย', 'พฤศจิกายน', 'nov', 'november'],
	['ธ.ค.', 'ธค', 'ธันวาคม', 'dec', 'december'],
];

/** ISO 8601, Gregorian. */
export function typedDay(typed: string): Result<string, DayProblem> {
	const text = typed
		.normalize('NFC')
		.trim()
		.toLowerCase()
		.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
		.replace(/พ\.ศ\.|ค\.ศ\./g, '');
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
	if (iso !== null) return dayOf(Number(iso[3]), Number(iso[2]), iso[1] ?? '');
	const figures = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d+)$/.exec(text);
	if (figures !== null) return dayOf(Number(figures[1]), Number(figures[2]), figures[3] ?? '');
	const named = /^(\d{1,2})\s*([^\d\s]+)\s*(\d+)$/.exec(text);
	const month = months.findIndex((names) => names.includes(named?.[2] ?? ''));
	return named === null || month < 0 ? err('not-a-day') : dayOf(Number(named[1]), month + 1, named[3] ?? '');
}

function dayOf(day: number, month: number, written: string): Result<string, DayProblem> {
	if (written.length <= 2) return err('two-digit-year');
	const year = Number(written) >= 2400 ? Number(written) - 543 : Number(written);
	if (written.length !== 4 || year < 1900 || year > 2200) return err('far-year');
	const date = new Date(Date.UTC(year, month - 1, day));
	if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return err('not-a-day');
	return ok(date.toISOString().slice(0, 10));
}
