/**
 * Person names (PS3.5 6.2.1): groups parted by `=`, components family^given^middle^prefix^suffix. Shown in the order in which
 * people say them, Thai group first: `ใจดี^สมชาย^^นาย` is read "นาย สมชาย ใจดี".
 */
import type { DecodedText } from './charset.ts';
import type { PersonNameGroups } from '../dataset.ts';
import { displayText } from './display-text.ts';

/** A name as it should be read and how far it can be trusted; the manifest's `ShownName` has the same form. */
export interface ShownPersonName {
	readonly text: string;
	readonly latin: string | null;
	readonly guessed: boolean;
	readonly damaged: boolean;
	readonly asDeclared: string | null;
}

export const noName: ShownPersonName = {
	text: '',
	latin: null,
	guessed: false,
	damaged: false,
	asDeclared: null,
};

export function nameGroups(value: string): PersonNameGroups {
	const [alphabetic, ideographic, phonetic] = value.split('=').map((group) => group.replace(/[\^ ]+$/, ''));
	return {
		...(alphabetic ? { Alphabetic: alphabetic } : {}),
		...(ideographic ? { Ideographic: ideographic } : {}),
		...(phonetic ? { Phonetic: phonetic } : {}),
	};
}

export function shownName(decoded: DecodedText): ShownPersonName {
	const first = firstValue(decoded.text);
	const { text, latin } = groupsAsRead(nameGroups(first));
	const declared = groupsAsRead(nameGroups(firstValue(decoded.asDeclared)));
	const asDeclared = declared.latin === null ? declared.text : `${declared.text} (${declared.latin})`;
	return {
		text,
		latin,
		guessed: decoded.guessed,
		damaged: decoded.damaged,
		asDeclared: decoded.guessed && declared.text !== text ? asDeclared : null,
	};
}

/** For names that come as JSON, where the raw bytes are gone. */
export function shownNameOfGroups(groups: PersonNameGroups): ShownPersonName {
	return { ...groupsAsRead(groups), guessed: false, damaged: false, asDeclared: null };
}

function firstValue(text: string): string {
	return text.split('\\')[0]?.replace(/[ \0]+$/, '') ?? '';
}

function groupsAsRead(groups: PersonNameGroups): { text: string; latin: string | null } {
	const forms = [groups.Alphabetic, groups.Ideographic, groups.Phonetic]
		.filter((group) => group !== undefined && group !== '')
		.map((group) => groupAsRead(group ?? ''));
	const thai = forms.find((form) => /[\u0E00-\u0E7F]/.test(form));
	// A name in Han or Hangul is the name; Latin or half-width kana before it says how to read it
	const ideographic = forms.find((form) => /[\p{Script=Han}\p{Script=Hangul}]/u.test(form));
	const local = isLatin(forms[0] ?? '') ? forms.find((form) => !isLatin(form)) : undefined;
	const text = thai ?? ideographic ?? local ?? forms[0] ?? '';
	const latin = forms.find((form) => form !== text && isLatin(form)) ?? null;
	return { text, latin };
}

function isLatin(text: string): boolean {
	return (
		/\p{Script=Latin}/u.test(text) && !/[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text)
	);
}

/** Chinese, Japanese and Korean are said family name first. */
const familyFirst = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function groupAsRead(group: string): string {
	const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
		.split('^')
		.map((part) => displayText(part).trim());
	const order = familyFirst.test(group)
		? [prefix, family, middle, given, suffix]
		: [prefix, given, middle, family, suffix];
	return order.filter((part) => part !== '').join(' ');
}
