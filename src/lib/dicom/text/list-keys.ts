/**
 * The forms in which a list of studies is sorted and looked through by number: made when a study is catalogued and again from
 * what a person types, so that both sides agree.
 */
import { normaliseForSearch } from './name-search.ts';

/** Sorts after every letter: studies without a name stand last. */
export const unnamed = '\u{10FFFD}';
const longest = 128;

/**
 * A hospital, accession or citizen number as it is compared: letters and digits only, capitals, Thai digits as Arabic ones,
 * leading zeros aside (HN 0012345 is written 12345 as often). null when nothing is left.
 */
export function idKey(text: string | null): string | null {
	const key = (text ?? '')
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
		.replace(/[^\p{L}\p{M}\p{N}]/gu, '')
		.replace(/^0+(?=.)/, '')
		.slice(0, longest);
	return key === '' ? null : key;
}

/**
 * A name in an order that bytes give: Thai dictionaries look at the consonant before the vowel written in front of it, and at
 * tone marks last (which the normal form has dropped).
 */
export function nameSortKey(name: string): string {
	const normal = normaliseForSearch(name).replace(/([เ-ไ])([ก-ฮ])/g, '$2$1');
	return normal === '' ? unnamed : normal.slice(0, longest);
}

/** YYYYMMDDHHMMSS of an ISO date and time, Gregorian; '' when the day is unknown, which sorts last under newest first. */
export function takenKey(date: string | null, time: string | null): string {
	if (date === null) return '';
	return `${date.replaceAll('-', '')}${(time ?? '').replaceAll(':', '').padEnd(6, '0').slice(0, 6)}`;
}
