/**
 * Segmented palette data (PS3.3 C.7.9.2) into plain entries: discrete runs (0), linear runs from the entry before (1) and
 * repeats of earlier segments (2). Null when the data contradict themselves or give other than `count` entries.
 */
export function expandSegments(words: readonly number[], count: number): number[] | null {
	const out: number[] = [];
	let at = 0;
	while (at < words.length && out.length < count) {
		const next = words[at] === 2 ? repeat(words, at, out) : segment(words, at, out);
		if (next === null) return null;
		at = next;
	}
	return out.length === count ? out : null;
}

/** Reads one discrete or linear segment and returns where the next one starts. */
function segment(words: readonly number[], at: number, out: number[]): number | null {
	const opcode = words[at];
	const length = words[at + 1] ?? 0;
	if (opcode === 0) {
		if (at + 2 + length > words.length) return null;
		for (let i = 0; i < length; i++) out.push(words[at + 2 + i] ?? 0);
		return at + 2 + length;
	}
	const end = words[at + 2];
	const start = out[out.length - 1];
	if (opcode !== 1 || end === undefined || start === undefined) return null;
	for (let i = 1; i <= length; i++) out.push(Math.round(start + ((end - start) * i) / length));
	return at + 3;
}

/** Indirect: `length` segments again, found at a byte offset given as two words, low one first. They can't be indirect themselves. */
function repeat(words: readonly number[], at: number, out: number[]): number | null {
	const length = words[at + 1] ?? 0;
	const offset = ((words[at + 2] ?? 0) + 65536 * (words[at + 3] ?? 0)) / 2;
	if (!Number.isInteger(offset) || offset >= at) return null;
	let from: number | null = offset;
	for (let i = 0; i < length && from !== null && out.length <= 65536; i++) from = segment(words, from, out);
	return from === null ? null : at + 4;
}
