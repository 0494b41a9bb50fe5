/** Code extension by ISO 2022 escapes (PS3.5 6.1.2.5, PS3.3 C.12.1.1.2): which set lies in G0 and G1 changes within a value. */
type G0 = 'ascii' | 'jis-x-0208' | 'jis-x-0212';

const escape = 0x1b;

/** Escape sequence after ESC -> what it designates. */
const g0Escapes: Readonly<Record<string, G0>> = {
	'(B': 'ascii',
	'(J': 'ascii',
	$B: 'jis-x-0208',
	'$(D': 'jis-x-0212',
};
const g1Escapes: Readonly<Record<string, string>> = {
	'-A': 'iso-8859-1',
	'-B': 'iso-8859-2',
	'-C': 'iso-8859-3',
	'-D': 'iso-8859-4',
	'-L': 'iso-8859-5',
	'-G': 'iso-8859-6',
	'-F': 'iso-8859-7',
	'-H': 'iso-8859-8',
	'-M': 'iso-8859-9',
	'-b': 'iso-8859-15',
	'-T': 'windows-874',
	')I': 'shift_jis',
	'$)C': 'euc-kr',
	'$)A': 'gb18030',
};

export function hasEscape(bytes: Uint8Array): boolean {
	return bytes.includes(escape);
}

/** `initialG1` is the decoder label of the first declared character set, or null for the default repertoire. */
export function decodeIso2022(bytes: Uint8Array, initialG1: string | null): string {
	let out = '';
	let g0: G0 = 'ascii';
	let g1 = initialG1;
	let from = 0;
	const flush = (to: number) => {
		if (to > from) out += decodeSegment(bytes.subarray(from, to), g0, g1);
		from = to;
	};
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		if (byte === escape) {
			flush(at);
			const sequence = readEscape(bytes, at + 1);
			const nextG0 = g0Escapes[sequence];
			const nextG1 = g1Escapes[sequence];
			if (nextG0) g0 = nextG0;
			else if (nextG1) g1 = nextG1;
			at += sequence.length;
			from = at + 1;
		} else if (isReset(byte, g0)) {
			// The active sets fall back at each delimiter (PS3.5 6.1.2.5.3)
			flush(at);
			g0 = 'ascii';
			g1 = initialG1;
		}
	}
	flush(bytes.length);
	return out;
}

function readEscape(bytes: Uint8Array, at: number): string {
	let end = at;
	while (end < bytes.length && end - at < 3 && (bytes[end] ?? 0) >= 0x20 && (bytes[end] ?? 0) <= 0x2f)
		end += 1;
	return String.fromCharCode(...bytes.subarray(at, end + 1));
}

function isReset(byte: number, g0: G0): boolean {
	if (byte === 0x0d || byte === 0x0a || byte === 0x0c || byte === 0x09) return true;
	return g0 === 'ascii' && (byte === 0x5c || byte === 0x5e || byte === 0x3d);
}

function decodeSegment(segment: Uint8Array, g0: G0, g1: string | null): string {
	if (g0 === 'ascii') return new TextDecoder(g1 ?? 'iso-8859-1').decode(segment);
	// JIS X 0208 and 0212 become EUC-JP by the high bit, 0212 with the prefix 8F
	const euc: number[] = [];
	for (let at = 0; at < segment.length;) {
		const byte = segment[at] ?? 0;
		if (byte < 0x21 || byte > 0x7e || at + 1 >= segment.length) {
			if (byte < 0x80) euc.push(byte);
			at += 1;
			continue;
		}
		if (g0 === 'jis-x-0212') euc.push(0x8f);
		euc.push(byte | 0x80, (segment[at + 1] ?? 0) | 0x80);
		at += 2;
	}
	return new TextDecoder('euc-jp').decode(Uint8Array.from(euc));
}
