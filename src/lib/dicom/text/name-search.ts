/**
 * The form in which names are compared when someone looks for a patient: titles aside, tone marks, case, accents, dots, hyphens
 * and Thai digits levelled, words parted by single spaces. Index and query go through the same function.
 */
import type { PersonNameGroups } from '../dataset.ts';

/** Long before short: นางสาว is not นาง. Written as people write them; glued to the name or standing alone. */
const gluedTitles = [
	'ว่าที่ร้อยตรี',
	'ว่าที่ร.ต.',
	'หม่อมราชวงศ์',
	'หม่อมหลวง',
	'เด็กหญิง',
	'เด็กชาย',
	'นางสาว',
	'นาง',
	'นาย',
	'ม.ร.ว.',
	'ม.ล.',
	'น.ส.',
	'ด.ช.',
	'ด.ญ.',
	'ดร.',
	'นพ.',
	'พญ.',
	'ทพ.',
	'ทญ.',
];
const aloneTitles =
	'คุณ พระ สามเณร แม่ชี นส ดช ดญ ดร นพ พญ ทพ ทญ ภก ภญ มรว มล พลฯ สต จสต จสอ รต รท รอ พต พท พอ พตต พตท พตอ ดต รตต รตท รตอ mr mrs ms miss master dr prof';

const toneMarks = /[\u0E47-\u0E4C\u0E4E\u0E3A]/g;
const latinLetters: Readonly<Record<string, string>> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	đ: 'd',
	ð: 'd',
	ł: 'l',
	þ: 'th',
	ı: 'i',
};

/** Levels letters; keeps dots, which tell abbreviated titles, and spaces. */
function levelled(text: string): string {
	return (
		text
			.normalize('NFKD')
			.toLowerCase()
			.replace(/[\u0300-\u036F]/g, '')
			.replace(/[ßæœøđðłþı]/g, (letter) => latinLetters[letter] ?? letter)
			.replace(/[๐-๙]/g, (digit) => String(digit.charCodeAt(0) - 0x0e50))
			.replace(/\u200B|\u200C|\u200D|\u00AD/g, '')
			.replace(toneMarks, '')
			// Sara am came apart in NFKD; sara ae is sometimes typed as two sara e
			.replace(/\u0E4D\u0E32/g, '\u0E33')
			.replace(/\u0E40\u0E40/g, '\u0E41')
			.normalize('NFC')
	);
}

const glued = gluedTitles.map(levelled);
const alone = new Set([...aloneTitles.split(' '), ...gluedTitles].map((title) => bare(levelled(title))));

function bare(word: string): string {
	return word.replace(/[^\p{L}\p{M}\p{N}]/gu, '');
}

/** A name may begin like a title (นายก, นาวา): what is left must begin with a letter and have at least two. */
function withoutGluedTitle(word: string): string {
	for (const title of glued) {
		if (!word.startsWith(title)) continue;
		const rest = word.slice(title.length);
		const letters = rest.match(/\p{L}/gu)?.length ?? 0;
		if (/^\p{L}/u.test(rest) && !/^[\u0E30-\u0E39]/.test(rest) && letters >= 2) return rest;
	}
	return word;
}

export function normaliseForSearch(text: string): string {
	const words = levelled(text)
		.split(/[\s^=\\,;/()]+/)
		.filter((word) => bare(word) !== '');
	const named = words.filter((word) => !alone.has(bare(word)));
	// Only titles: then that is what is looked for
	const kept = named.length > 0 ? named : words;
	return kept.map((word) => bare(withoutGluedTitle(word))).join(' ');
}

/** One key for each script group of a name; Thai groups also without the gap between given and family name. */
export function searchKeys(groups: PersonNameGroups): string[] {
	const keys = new Set<string>();
	for (const group of [groups.Alphabetic, groups.Ideographic, groups.Phonetic]) {
		if (group === undefined) continue;
		const [family = '', given = '', middle = ''] = group.split('^');
		const key = normaliseForSearch(`${given} ${middle} ${family}`);
		if (key === '') continue;
		keys.add(key);
		if (/[\u0E00-\u0E7F]/.test(key) && key.includes(' ')) keys.add(key.replaceAll(' ', ''));
	}
	return [...keys];
}

/** Every word of the query stands somewhere in one of the keys, in any order. */
export function matchesName(keys: readonly string[], query: string): boolean {
	const words = normaliseForSearch(query)
		.split(' ')
		.filter((word) => word !== '');
	return words.every((word) => keys.some((key) => key.includes(word)));
}
