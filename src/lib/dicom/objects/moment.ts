/** A moment as DICOM writes it: on the clock of a place, with that place's offset (0008,0201) so that nobody has to guess. */
export interface Moment {
	/** YYYYMMDD, Gregorian */
	readonly date: string;
	/** HHMMSS */
	readonly time: string;
	/** +HHMM */
	readonly zone: string;
}

export const bangkokMinutes = 7 * 60;

/** `at` in ms since 1970 UTC; `offset` in minutes east of UTC. */
export function momentOf(at: number, offset: number): Moment {
	const local = new Date(at + offset * 60_000).toISOString();
	const minutes = Math.abs(offset);
	const two = (value: number): string => String(value).padStart(2, '0');
	return {
		date: local.slice(0, 10).replaceAll('-', ''),
		time: local.slice(11, 19).replaceAll(':', ''),
		zone: `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`,
	};
}

/** As one DT value */
export function dateTime(moment: Moment): string {
	return `${moment.date}${moment.time}${moment.zone}`;
}
