/** UTF-8 that must be right to the byte, UTF-8 that was cut, and UTF-8 that was taken for Latin-1 on the way. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export function decodeStrictUtf8(bytes: Uint8Array): string | null {
	try {
		return strict.decode(bytes);
	} catch {
		return null;
	}
}

/** Length of the well-formed sequence that starts at `at`, 0 when there is none, -1 when it starts well and is cut short. */
function sequenceLength(bytes: Uint8Array, at: number): number {
	const lead = bytes[at] ?? 0;
	if (lead < 0x80) return 1;
	const wanted =
		lead >= 0xc2 && lead <= 0xdf
			? 2
			: lead >= 0xe0 && lead <= 0xef
				? 3
				: lead >= 0xf0 && lead <= 0xf4
					? 4
					: 0;
	if (wanted === 0) return 0;
	let found = 1;
	while (found < wanted && ((bytes[at + found] ?? 0) & 0xc0) === 0x80) found += 1;
	return found === wanted ? wanted : -found;
}

export function countMultiByte(bytes: Uint8Array): number {
	let count = 0;
	for (let at = 0; at < bytes.length;) {
		const length = sequenceLength(bytes, at);
		if (length > 1) count += 1;
		at += Math.max(1, length);
	}
	return count;
}

/**
 * The whole characters of UTF-8 in which one character was cut off, by a length limit, at the end of the value or of a
 * component; null when it is anything else.
 */
export function decodeTruncatedUtf8(bytes: Uint8Array): string | null {
	const kept: number[] = [];
	let cuts = 0;
	for (let at = 0; at < bytes.length;) {
		const length = sequenceLength(bytes, at);
		if (length === 0) return null;
		if (length > 0) {
			for (let i = 0; i < length; i++) kept.push(bytes[at + i] ?? 0);
			at += length;
			continue;
		}
		at += -length;
		cuts += 1;
		const next = bytes[at];
		const atBoundary =
			next === undefined || next === 0x20 || next === 0 || next === 0x5e || next === 0x3d || next === 0x5c;
		if (!atBoundary || cuts > 1) return null;
	}
	return cuts === 1 ? decodeStrictUtf8(Uint8Array.from(kept)) : null;
}

let latinBytes: Map<string, number> | null = null;

/** The bytes that read as `text` in Latin-1 or windows-1252; null when a character is in neither. */
export function bytesFromLatin(text: string): Uint8Array | null {
	if (!latinBytes) {
		latinBytes = new Map();
		const windows1252 = new TextDecoder('windows-1252');
		for (let byte = 0x80; byte < 0x100; byte++) {
			latinBytes.set(String.fromCharCode(byte), byte);
			latinBytes.set(windows1252.decode(Uint8Array.of(byte)), byte);
		}
	}
	const out: number[] = [];
	for (const char of text) {
		const byte = char.charCodeAt(0) < 0x80 && char.length === 1 ? char.charCodeAt(0) : latinBytes.get(char);
		if (byte === undefined) return null;
		out.push(byte);
	}
	return Uint8Array.from(out);
}
