/** A birth date as people type it. Years from 2400 are Buddhist, four digits or nothing: 68 may be 2568 or 1968 (thai.md 4.1). */
import { parseDate } from '#lib/dicom/text/dates.ts';

export interface TypedBirth {
	readonly day: string;
	readonly month: string;
	readonly year: string;
}

const oldestYears = 130;

/** ISO Gregorian; null for what is no birth date of anybody alive. */
export function birthDateOf({ day, month, year }: TypedBirth, now: number): string | null {
	if (!/^\d{1,2}$/.test(day.trim()) || !/^\d{4}$/.test(year.trim())) return null;
	const two = (text: string): string => text.trim().padStart(2, '0');
	const iso = parseDate(`${year.trim()}${two(month)}${two(day)}`)?.iso ?? null;
	if (iso === null) return null;
	const today = new Date(now + 7 * 3_600_000).toISOString().slice(0, 10);
	const oldest = `${Number(today.slice(0, 4)) - oldestYears}${today.slice(4)}`;
	return iso <= today && iso > oldest ? iso : null;
}
