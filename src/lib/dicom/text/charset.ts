/**
 * Text from raw bytes by Specific Character Set (0008,0005), and the repair of Thai that was stored under the wrong name of
 * its encoding (the nine ways seen in Thai hospitals). Order: ASCII, escapes, strict UTF-8, declared, windows-874 when
 * the bytes obey Thai writing, declared whatever it gives. A repair is never silent: `guessed` and `asDeclared` travel on.
 */
import { decodeIso2022, hasEscape } from './iso2022.ts';
import { isWindows874Extra, looksLikeThaiBytes } from './single-byte-thai.ts';
import { bytesFromLatin, countMultiByte, decodeStrictUtf8, decodeTruncatedUtf8 } from './utf8-repair.ts';

export interface DecodedText {
	readonly text: string;
	/** The declared character set was not followed. */
	readonly guessed: boolean;
	/** Characters were lost beyond repair. */
	readonly damaged: boolean;
	/** What a reader who trusts the declaration sees; equals `text` unless guessed. */
	readonly asDeclared: string;
}

/** DICOM's registration numbers (PS3.3 C.12.1.1.2) as labels of the platform's TextDecoder. */
const labels: Readonly<Record<string, string>> = {
	'6': 'ascii',
	'100': 'iso-8859-1',
	'101': 'iso-8859-2',
	'109': 'iso-8859-3',
	'110': 'iso-8859-4',
	'144': 'iso-8859-5',
	'127': 'iso-8859-6',
	'126': 'iso-8859-7',
	'138': 'iso-8859-8',
	'148': 'iso-8859-9',
	'203': 'iso-8859-15',
	'13': 'shift_jis',
	'14': 'shift_jis',
	'166': 'windows-874',
	'192': 'utf-8',
	'87': 'ascii',
	'159': 'ascii',
	'149': 'euc-kr',
	'58': 'gb18030',
};
/** Sets whose own valid text may by chance be UTF-8, or Thai by its bytes: what they declare is believed. */
const believed = new Set([
	'shift_jis',
	'euc-kr',
	'gb18030',
	'gbk',
	'iso-8859-5',
	'iso-8859-6',
	'iso-8859-7',
	'iso-8859-8',
]);

/** Values of (0008,0005) -> labels; an unknown or empty value is the default repertoire. */
export function charsetLabels(values: readonly string[]): string[] {
	return values.map((value) => {
		const name = value.trim().toUpperCase();
		if (name === 'GB18030') return 'gb18030';
		if (name === 'GBK') return 'gbk';
		if (/UTF-?8/.test(name)) return 'utf-8';
		const number = /(?:IR|8859)?[ _-]*(\d+)$/.exec(name)?.[1];
		return (number === undefined ? undefined : labels[number]) ?? 'ascii';
	});
}

export function decodeText(bytes: Uint8Array, declared: readonly string[]): DecodedText {
	if (isAscii(bytes)) return asciiText(bytes);
	const labelsDeclared = charsetLabels(declared);
	if (hasEscape(bytes)) {
		const first = labelsDeclared[0];
		const initial = first === undefined || first === 'ascii' || first === 'utf-8' ? null : first;
		return right(decodeIso2022(bytes, initial));
	}
	return decodeHighBytes(bytes, effectiveLabel(labelsDeclared));
}

/** Without escapes a multi-valued declaration means its first set; if that has no letters beyond ASCII, the next that has. */
function effectiveLabel(declared: readonly string[]): string {
	return declared.find((label) => label !== 'ascii') ?? 'ascii';
}

function decodeHighBytes(bytes: Uint8Array, label: string): DecodedText {
	const plain = decodeLabel(bytes, label);
	if (believed.has(label) && !plain.includes('\uFFFD')) return right(plain);
	const asDeclared = plain;
	const utf8 = decodeStrictUtf8(bytes);
	if (utf8 !== null && !prefersThai(utf8, bytes, label)) {
		const inner = undoDoubleEncoding(utf8);
		if (inner !== null) return { text: inner, guessed: true, damaged: false, asDeclared };
		return { text: utf8, guessed: label !== 'utf-8', damaged: false, asDeclared };
	}
	if (label === 'windows-874')
		return {
			text: plain,
			guessed: bytes.some((byte) => byte >= 0x80 && isWindows874Extra(byte)),
			damaged: plain.includes('\uFFFD'),
			asDeclared,
		};
	// Thai in UTF-8 cut mid-character also looks like Thai bytes in part: ask for the cut first.
	const cut = decodeTruncatedUtf8(bytes);
	if (cut !== null && (label === 'utf-8' || countMultiByte(bytes) >= 2)) {
		return { text: cut, guessed: label !== 'utf-8', damaged: true, asDeclared };
	}
	const mayBeThai = label === 'ascii' || label === 'utf-8' || label === 'iso-8859-1';
	if (mayBeThai && looksLikeThaiBytes(bytes)) {
		return { text: decodeLabel(bytes, 'windows-874'), guessed: true, damaged: false, asDeclared };
	}
	return { text: plain, guessed: false, damaged: plain.includes('\uFFFD') || label === 'ascii', asDeclared };
}

/**
 * Two TIS-620 consonants can by chance be one two-byte UTF-8 character (วง is also ǧ); real UTF-8 Thai has three bytes a
 * character. More than three such chances in one name do not happen: that is another alphabet in UTF-8.
 */
function prefersThai(utf8: string, bytes: Uint8Array, label: string): boolean {
	if (/[\u0800-\u{10FFFF}]/u.test(utf8)) return false;
	if (label === 'windows-874') return true;
	if (label === 'utf-8' || countMultiByte(bytes) > 3) return false;
	return looksLikeThaiBytes(bytes) && !/[\u00C0-\u00FF]/.test(utf8);
}

/** Text whose every non-ASCII character came from reading Thai bytes as Latin-1 and storing that as UTF-8. */
function undoDoubleEncoding(text: string): string | null {
	const bytes = bytesFromLatin(text);
	if (bytes === null || isAscii(bytes)) return null;
	const inner = decodeStrictUtf8(bytes);
	if (inner !== null) return inner;
	return looksLikeThaiBytes(bytes) ? decodeLabel(bytes, 'windows-874') : null;
}

function right(text: string): DecodedText {
	return { text, guessed: false, damaged: text.includes('\uFFFD'), asDeclared: text };
}

/** Two question marks together are what a system writes for letters that it had no code for: the name is gone. */
function asciiText(bytes: Uint8Array): DecodedText {
	const text = decodeLabel(bytes, 'iso-8859-1');
	return { text, guessed: false, damaged: text.includes('??'), asDeclared: text };
}

function decodeLabel(bytes: Uint8Array, label: string): string {
	return decoder(label === 'ascii' ? 'iso-8859-1' : label).decode(bytes);
}

const decoders = new Map<string, TextDecoder>();

/** Decoders without `stream` keep nothing between calls, so one each is enough. */
function decoder(label: string): TextDecoder {
	let found = decoders.get(label);
	if (!found) {
		found = new TextDecoder(label, { ignoreBOM: true });
		decoders.set(label, found);
	}
	return found;
}

function isAscii(bytes: Uint8Array): boolean {
	for (const byte of bytes) if (byte >= 0x80 || byte === 0x1b) return false;
	return true;
}
