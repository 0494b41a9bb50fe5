/**
 * DICOM dates and times (PS3.5 6.2: DA, TM, DT, AS) as ISO 8601. Some Thai systems write Buddhist-era years into them; a year
 * from 2400 to 2700 can be nothing else, is turned into the Gregorian year and said to have been (`wasBuddhist`).
 */
export interface DicomDate {
	/** Gregorian, YYYY-MM-DD */
	readonly iso: string;
	readonly wasBuddhist: boolean;
}

const buddhistOffset = 543;

/** YYYYMMDD, or with the dots of old files or the dashes and slashes of wrong ones. Null for what is no day. */
export function parseDate(text: string): DicomDate | null {
	const match = /^(\d{4})([.\-/]?)(\d{2})\2(\d{2})$/.exec(text.trim());
	if (!match) return null;
	const written = Number(match[1]);
	const wasBuddhist = written >= 2400 && written <= 2700;
	const year = wasBuddhist ? written - buddhistOffset : written;
	const month = Number(match[3]);
	const day = Number(match[4]);
	if (year < 1800 || year >= 2400 || !isDay(year, month, day)) return null;
	return { iso: `${year}-${two(month)}-${two(day)}`, wasBuddhist };
}

function isDay(year: number, month: number, day: number): boolean {
	return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
	return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** HH, HHMM or HHMMSS with a fraction, colons tolerated; HH:MM:SS without the fraction. */
export function parseTime(text: string): string | null {
	const match = /^(\d{2}):?(?:(\d{2}):?(?:(\d{2})(?:\.\d{1,6})?)?)?$/.exec(text.trim());
	if (!match) return null;
	const [hour, minute, second] = [match[1], match[2] ?? '00', match[3] ?? '00'].map(Number);
	// 60 is a leap second (PS3.5 6.2)
	if (
		hour === undefined ||
		minute === undefined ||
		second === undefined ||
		hour > 23 ||
		minute > 59 ||
		second > 60
	)
		return null;
	return `${two(hour)}:${two(minute)}:${two(Math.min(second, 59))}`;
}

export interface Age {
	readonly value: number;
	readonly unit: 'years' | 'months' | 'weeks' | 'days';
}

const ageUnits = { Y: 'years', M: 'months', W: 'weeks', D: 'days' } as const;

/** AS, e.g. 054Y. */
export function parseAge(text: string): Age | null {
	const match = /^(\d{1,3})([YMWD])$/.exec(text.trim());
	if (!match) return null;
	const unit = match[2];
	if (unit !== 'Y' && unit !== 'M' && unit !== 'W' && unit !== 'D') return null;
	const value = Number(match[1]);
	return unit === 'Y' && value > 120 ? null : { value, unit: ageUnits[unit] };
}

function two(value: number): string {
	return String(value).padStart(2, '0');
}
