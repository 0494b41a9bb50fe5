import type { WorklistDays } from '#lib/archive/worklist.ts';
import type { WorklistWords } from '#lib/i18n/areas/worklist.ts';
import type { Dates } from '#lib/i18n/dates.ts';

/** The spans one tap away: days, counted with today. */
export const spans = [
	['today', 1],
	['week', 7],
	['month', 30],
	['year', 365],
] as const satisfies readonly (readonly [keyof WorklistWords['days'], number])[];

export function daysLabel(days: WorklistDays, words: WorklistWords, dates: Dates): string {
	if (days.kind === 'last') {
		const span = spans.find(([, count]) => count === days.days);
		return span === undefined ? words.date : words.days[span[0]];
	}
	const { from, to } = days;
	if (from !== null && to !== null)
		return from === to ? dates.day(from) : `${dates.day(from)} – ${dates.day(to)}`;
	if (from !== null) return words.since(dates.day(from));
	return to === null ? words.days.any : words.until(dates.day(to));
}
