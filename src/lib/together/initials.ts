/** At most two letters for a person, for small places: titles are left out, a Thai word begins with its first consonant. */
export function initialsOf(name: string): string {
	const words = name.split(/\s+/).filter((word) => word !== '' && !word.endsWith('.'));
	const letters = (words.length > 0 ? words : [name]).slice(0, 2).map(firstLetter);
	return letters.join('').toLocaleUpperCase();
}

function firstLetter(word: string): string {
	// เ แ โ ใ ไ are written before the consonant they belong to; "นพ.วิทย์" carries its title without a space.
	const plain = word.includes('.') ? word.slice(word.lastIndexOf('.') + 1) : word;
	return /[\u0E01-\u0E2E]/u.exec(plain)?.[0] ?? /\p{L}/u.exec(plain)?.[0] ?? '?';
}
