/** A short name of a first picture's address, for the cookie by which a browser says that it has kept it (FNV-1a, 40 bits of hex). */
export function keptToken(url: string): string {
	let [low, high] = [0x811c9dc5, 0x1b873593];
	for (let i = 0; i < url.length; i++) {
		low = Math.imul(low ^ url.charCodeAt(i), 0x01000193);
		high = Math.imul(high ^ url.charCodeAt(i), 0x85ebca6b);
	}
	const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
	return `${hex(low)}${hex(high)}`.slice(0, 10);
}
