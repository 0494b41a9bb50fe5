/** A short name for some text by its content (cyrb53 by bryc, public domain, with two seeds). Not a protection against forgery. */
export function contentId(text: string): string {
	return (cyrb53(text, 0).toString(36) + cyrb53(text, 0x9e3779b9).toString(36)).slice(0, 20);
}

function cyrb53(text: string, seed: number): number {
	let high = 0xdeadbeef ^ seed;
	let low = 0x41c6ce57 ^ seed;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		high = Math.imul(high ^ code, 2654435761);
		low = Math.imul(low ^ code, 1597334677);
	}
	high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
	low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
	return 4294967296 * (2097151 & low) + (high >>> 0);
}
