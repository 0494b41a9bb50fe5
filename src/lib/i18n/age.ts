/**
 * How old the patient was at the study: the file's own Patient's Age (AS, PS3.5 6.2) when it makes sense, else from the birth
 * date. Outside 0 to 120 years it is left out rather than shown: a wrong age is worse than none.
 */
import { calendarDay } from './dates.ts';

export interface Age {
	readonly count: number;
	readonly unit: 'year' | 'month' | 'week' | 'day';
}

const oldest = { year: 120, month: 120 * 12, week: 120 * 53, day: 120 * 366 } as const;

export interface AgeFacts {
	readonly age: string | null;
	readonly birthDate: string | null;
	readonly studyDate: string | null;
}

export function ageAtStudy({ age, birthDate, studyDate }: AgeFacts): Age | null {
	return fromBirthDate(birthDate, studyDate) ?? fromAgeString(age);
}

function fromAgeString(text: string | null): Age | null {
	const match = /^(\d{3})([YMWD])$/.exec(text?.trim() ?? '');
	if (match === null) return null;
	const unit = ({ Y: 'year', M: 'month', W: 'week', D: 'day' } as const)[match[2] ?? ''];
	const count = Number(match[1]);
	return unit === undefined || count > oldest[unit] ? null : { count, unit };
}

function fromBirthDate(birth: string | null, study: string | null): Age | null {
	const born = birth === null ? null : calendarDay(birth);
	const seen = study === null ? null : calendarDay(study);
	if (born === null || seen === null || seen < born) return null;
	let months = (seen.getUTCFullYear() - born.getUTCFullYear()) * 12 + seen.getUTCMonth() - born.getUTCMonth();
	if (seen.getUTCDate() < born.getUTCDate()) months -= 1;
	const years = Math.floor(months / 12);
	if (years > oldest.year) return null;
	if (years >= 2) return { count: years, unit: 'year' };
	if (months >= 1) return { count: months, unit: 'month' };
	return { count: Math.round((seen.getTime() - born.getTime()) / 86_400_000), unit: 'day' };
}
