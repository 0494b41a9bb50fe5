/**
 * What somebody typed into the one search box: a name with or without title, a hospital number, an accession number, a citizen
 * number, or all of a name and a number. The server searches by it and the screen says what it was taken for.
 */
import { idKey } from '#lib/dicom/text/list-keys.ts';
import { normaliseForSearch } from '#lib/dicom/text/name-search.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';

export type SoughtText =
	| { readonly kind: 'nothing' }
	/** A letter alone would be found in every other name. */
	| { readonly kind: 'too-short' }
	| { readonly kind: 'study'; readonly study: StudyUid }
	/** 13 digits. `valid`: its check digit is right; a wrong one is searched for all the same. */
	| { readonly kind: 'citizen'; readonly key: string; readonly valid: boolean }
	/** `asName`: words that hold digits may be a name too. */
	| { readonly kind: 'number'; readonly key: string; readonly asName: string | null }
	| { readonly kind: 'name'; readonly name: string }
	| { readonly kind: 'name-and-number'; readonly name: string; readonly key: string };

const labels = /^(?:h\.?n|a\.?n|acc(?:ession)?)(?:\s*(?:no|number)\.?)?[\s.:#]*(?=[\d๐-๙])/i;

export function soughtText(typed: string): SoughtText {
	const text = typed.normalize('NFC').trim().replace(labels, '');
	if (text === '') return { kind: 'nothing' };
	const uid = /^\d+(\.\d+){3,}$/.test(text) ? studyUid(text) : null;
	if (uid !== null) return { kind: 'study', study: uid };
	const key = idKey(text);
	if (/^[\d๐-๙\s-]+$/.test(text)) {
		const digits = arabicDigits(text);
		if (digits.length === 13) return { kind: 'citizen', key: key ?? digits, valid: isCitizenNumber(digits) };
		return key === null || digits.length < 2 ? { kind: 'too-short' } : { kind: 'number', key, asName: null };
	}
	const words = text.split(/\s+/);
	const numbers = words.filter((word) => /[\d๐-๙]/.test(word));
	const name = nameOf(words.filter((word) => !numbers.includes(word)));
	if (numbers.length === 0) return name === null ? { kind: 'too-short' } : { kind: 'name', name };
	if (name !== null) {
		const number = idKey(numbers.join(''));
		return number === null ? { kind: 'name', name } : { kind: 'name-and-number', name, key: number };
	}
	return key === null || key.length < 2
		? { kind: 'too-short' }
		: { kind: 'number', key, asName: nameOf(words) };
}

/** At least two letters, titles aside. */
function nameOf(words: readonly string[]): string | null {
	const name = words.join(' ');
	return (normaliseForSearch(name).match(/\p{L}/gu)?.length ?? 0) < 2 ? null : name;
}

function arabicDigits(text: string): string {
	return text.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50)).replace(/[^0-9]/g, '');
}

/** The check digit of a Thai citizen number: weights 13 to 2, then 11 minus the rest modulo 11. */
export function isCitizenNumber(digits: string): boolean {
	if (!/^\d{13}$/.test(digits)) return false;
	const sum = Array.from(digits.slice(0, 12)).reduce(
		(total, digit, index) => total + Number(digit) * (13 - index),
		0,
	);
	return (11 - (sum % 11)) % 10 === Number(digits[12]);
}
