/** The text of one search key as the matching that its VR has (PS3.4 C.2.2.2); null when it can't be such a value. */
import { isUid } from '#lib/dicom/uid.ts';
import type { Match } from '#lib/server/archive/catalogue/catalogue.ts';
import type { KeyKind } from './search-keys.ts';

const longestValue = 1024;
const mostValues = 200;
/** More wild cards than this only make the database work. */
const mostWildcards = 16;

export function parseMatch(kind: KeyKind, value: string, fuzzy: boolean): Match | null {
	if (kind !== 'uid' && value.length > longestValue) return null;
	if (/[\u0000-\u001f\u007f]/.test(value)) return null;
	switch (kind) {
		case 'uid':
			return uidMatch(value);
		case 'date':
			return rangeMatch(value, dayOf);
		case 'time':
			return rangeMatch(value, timeOf);
		case 'integer':
			return /^[+-]?\d{1,12}$/.test(value.trim()) ? { kind: 'exact', value: String(Number(value)) } : null;
		case 'name':
			return wildcards(value) > mostWildcards ? null : { kind: 'name', text: value, fuzzy };
		case 'code':
			return codeMatch(value);
		case 'text':
			return textMatch(value);
	}
}

function uidMatch(value: string): Match | null {
	const values = value.split(/[,\\]/).map((uid) => uid.trim());
	if (values.length > mostValues || !values.every(isUid)) return null;
	const [first = ''] = values;
	return values.length === 1 ? { kind: 'exact', value: first } : { kind: 'list', values };
}

/** Clients send several modalities at once, by comma or backslash. */
function codeMatch(value: string): Match | null {
	const values = value.split(/[,\\]/).map((code) => code.trim());
	if (values.length === 1) return textMatch(value.trim());
	if (values.length > mostValues || values.some((code) => code === '' || wildcards(code) > 0)) return null;
	return { kind: 'list', values };
}

function textMatch(value: string): Match | null {
	const count = wildcards(value);
	if (count > mostWildcards) return null;
	return count === 0 ? { kind: 'exact', value } : { kind: 'wildcard', pattern: value };
}

function wildcards(value: string): number {
	return value.match(/[*?]/g)?.length ?? 0;
}

function rangeMatch(value: string, read: (text: string) => string | null): Match | null {
	const dash = value.indexOf('-');
	if (dash < 0) {
		const exact = read(value);
		return exact === null ? null : { kind: 'exact', value: exact };
	}
	const fromText = value.slice(0, dash).trim();
	const toText = value.slice(dash + 1).trim();
	const from = fromText === '' ? null : read(fromText);
	const to = toText === '' ? null : read(toText);
	if ((fromText !== '' && from === null) || (toText !== '' && to === null)) return null;
	return from === null && to === null ? null : { kind: 'range', from, to };
}

function dayOf(text: string): string | null {
	const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim());
	if (match === null) return null;
	const [, , month, day] = match;
	const valid = Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;
	return valid ? text.trim() : null;
}

/** HH, HHMM, HHMMSS, with a fraction (PS3.5 table 6.2-1). */
function timeOf(text: string): string | null {
	return /^([01]\d|2[0-3])([0-5]\d([0-5]\d|60)?)?(\.\d{1,6})?$/.test(text.trim()) ? text.trim() : null;
}
