/**
 * Patients on a screen that others can see: enough to find one's own again, too little to tell a stranger. First letters of a
 * name, last figures of a number; the rest isn't among the page's words at all.
 */
const dots = '•••';

export function hiddenName(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '');
	return words.map((word) => `${firstLetter(word)}${dots}`).join(' ');
}

export function hiddenNumber(number: string): string {
	return number.length <= 4 ? dots : `${dots}${number.slice(-3)}`;
}

/** A vowel written before its consonant belongs to it, as do the marks above and below. */
function firstLetter(word: string): string {
	return /^[เ-ไ]?\p{L}\p{M}*/u.exec(word)?.[0] ?? '';
}
