/**
 * Is a run of bytes Thai in TIS-620 / windows-874? Asked when the declared character set can't be right. Thai writing is strict
 * enough to tell: a vowel or tone mark stands only on a Thai letter, and a name has at least two consonants. Western names
 * in Latin-1 fail because their accented letters stand single between ASCII letters ("Ångström").
 */
function isThaiByte(byte: number): boolean {
	return (byte >= 0xa1 && byte <= 0xda) || (byte >= 0xdf && byte <= 0xfb);
}

/** Punctuation that windows-874 has beyond TIS-620: euro, ellipsis, quotes, bullet, dashes, no-break space. */
export function isWindows874Extra(byte: number): boolean {
	return byte === 0x80 || byte === 0x85 || (byte >= 0x91 && byte <= 0x97) || byte === 0xa0;
}

function isConsonant(byte: number): boolean {
	return byte >= 0xa1 && byte <= 0xce;
}

/** Marks above and below: mai han-akat, sara i..u, phinthu, mai tai khu, tones, thanthakhat, nikhahit. */
function isMark(byte: number): boolean {
	return byte === 0xd1 || (byte >= 0xd4 && byte <= 0xda) || (byte >= 0xe7 && byte <= 0xee);
}

function isAsciiLetter(byte: number): boolean {
	return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
}

export function looksLikeThaiBytes(bytes: Uint8Array): boolean {
	let consonants = 0;
	for (let at = 0; at < bytes.length;) {
		if ((bytes[at] ?? 0) < 0x80) {
			at += 1;
			continue;
		}
		const from = at;
		while (at < bytes.length && (bytes[at] ?? 0) >= 0x80) at += 1;
		const run = bytes.subarray(from, at);
		const touchesLatin = isAsciiLetter(bytes[from - 1] ?? 0) || isAsciiLetter(bytes[at] ?? 0);
		if (touchesLatin && run.length < 3) return false;
		const found = consonantsOfRun(run);
		if (found === null) return false;
		consonants += found;
	}
	return consonants >= 2;
}

/** null when the run breaks a rule of Thai writing. */
function consonantsOfRun(run: Uint8Array): number | null {
	let consonants = 0;
	let previous = 0;
	for (const byte of run) {
		if (isMark(byte)) {
			if (!isConsonant(previous) && !isMark(previous)) return null;
		} else if (!isThaiByte(byte) && !isWindows874Extra(byte)) return null;
		if (isConsonant(byte)) consonants += 1;
		previous = byte;
	}
	return consonants;
}
