/**
 * Lossless JPEG-LS of one component (ITU-T T.87, annexes A and C), decoded in a few kilobytes of script: on a rural line the machine
 * code of any other lossless codec takes as long as half a picture. Reads what our own server writes (default parameters, no
 * restart intervals) and refuses the rest. The server decodes each frame with this very function before it is kept.
 */
import { release } from '#lib/base/release.ts';

export interface JpegLsPicture {
	readonly columns: number;
	readonly rows: number;
	/** Of a sample, 2 to 16. */
	readonly bits: number;
	/** Row by row, without sign. */
	readonly values: Uint16Array<ArrayBuffer>;
}

type StoredType = 'uint8' | 'int8' | 'uint16' | 'int16';
const arrays = { uint8: Uint8Array, int8: Int8Array, uint16: Uint16Array, int16: Int16Array } as const;

/** JPEG-LS knows no sign: our server lifts signed values by half their range, as JPEG 2000 does, and here they are let down again. */
export function storedOfJpegLs(
	{ values, bits }: Pick<JpegLsPicture, 'values' | 'bits'>,
	dtype: StoredType,
): InstanceType<(typeof arrays)[StoredType]> {
	const lift = dtype === 'int8' || dtype === 'int16' ? 2 ** (bits - 1) : 0;
	if (lift === 0) return dtype === 'uint16' ? values : new arrays[dtype](values);
	const out = new arrays[dtype](values.length);
	for (let i = 0; i < out.length; i++) out[i] = (values[i] ?? 0) - lift;
	return out;
}

export function unsignedForJpegLs(
	values: ArrayLike<number>,
	{ bits, signed }: { readonly bits: number; readonly signed: boolean },
): Uint16Array<ArrayBuffer> {
	const lift = signed ? 2 ** (bits - 1) : 0;
	return Uint16Array.from(values, (value) => value + lift);
}

interface Header extends Pick<JpegLsPicture, 'columns' | 'rows' | 'bits'> {
	/** Where the coded samples begin. */
	readonly start: number;
}

const reset = 64;
/** Table A.1 J: how long a run each step of the run index stands for, as a power of two. */
const runLengths = Uint8Array.of(
	...[0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3],
	...[4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15],
);

/** Null: damaged, or not of this kind. Never more than `mostValues` samples. */
export function decodeJpegLs(bytes: Uint8Array, mostValues: number): JpegLsPicture | null {
	const header = readHeader(bytes);
	if (header === null || header.columns * header.rows > mostValues) return null;
	const coded = unstuffed(bytes, header.start);
	if (coded === null) return null;
	const values = new Uint16Array(header.columns * header.rows);
	const whole = decodeScan(coded, header, values);
	release(coded.words.buffer);
	return whole ? { ...header, values } : null;
}

function readHeader(bytes: Uint8Array): Header | null {
	const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
	if (word(0) !== 0xffd8) return null;
	let frame: Omit<Header, 'start'> | null = null;
	for (let at = 2; at + 4 <= bytes.length; at += 2 + word(at + 2)) {
		const marker = word(at);
		if (marker === 0xfff7) {
			if (bytes[at + 9] !== 1) return null;
			frame = { bits: bytes[at + 4] ?? 0, rows: word(at + 5), columns: word(at + 7) };
			if (frame.bits < 2 || frame.bits > 16 || frame.rows === 0 || frame.columns === 0) return null;
		} else if (marker === 0xffda) {
			// One component, lossless (NEAR 0), no interleaving, no point transform.
			const plain = bytes[at + 4] === 1 && word(at + 7) === 0 && bytes[at + 9] === 0;
			const start = at + 2 + word(at + 2);
			return frame === null || !plain || start >= bytes.length ? null : { ...frame, start };
		} else if (marker === 0xfff8) {
			// CharLS writes the default parameters down where the samples are wide (C.2.4.1.1).
			const told = [4, 5, 7, 9, 11, 13].map((i) => (i === 4 ? (bytes[at + i] ?? 0) : word(at + i)));
			const [t1, t2, t3] = frame === null ? [] : thresholds(2 ** frame.bits - 1);
			const usual = frame === null ? [] : [1, 2 ** frame.bits - 1, t1, t2, t3, reset];
			if (told.some((value, i) => value !== usual[i])) return null;
		} else if (!((marker >= 0xffe0 && marker <= 0xffef) || marker === 0xfffe)) return null;
	}
	return null;
}

/** The defaults of C.2.4.1.1.1. */
function thresholds(most: number): readonly [number, number, number] {
	const clamp = (value: number, least: number): number => (value > most || value < least ? least : value);
	const wide = most >= 128;
	const factor = wide ? (Math.min(most, 4095) + 128) >> 8 : Math.floor(256 / (most + 1));
	const t1 = clamp(wide ? factor + 2 : Math.max(2, Math.floor(3 / factor)), 1);
	const t2 = clamp(wide ? factor * 4 + 3 : Math.max(3, Math.floor(7 / factor)), t1);
	const t3 = clamp(wide ? factor * 17 + 4 : Math.max(4, Math.floor(21 / factor)), t2);
	return [t1, t2, t3];
}

/** What a gradient counts as (A.3.3): -4 to 4. */
function gradientTable(most: number): Int8Array {
	const [t1, t2, t3] = thresholds(most);
	const table = new Int8Array(2 * most + 1);
	for (let d = 1; d <= most; d++) {
		const step = d < t1 ? 1 : d < t2 ? 2 : d < t3 ? 3 : 4;
		table[most + d] = step;
		table[most - d] = -step;
	}
	return table;
}

interface Coded {
	readonly words: Int32Array<ArrayBuffer>;
	/** In bits. */
	readonly count: number;
}

/** The coded bits without the 0 that stands after each FF (A.1), as words with two empty ones behind; null without an end of image. */
function unstuffed(bytes: Uint8Array, start: number): Coded | null {
	const words = new Int32Array((bytes.length - start + 16) >> 2);
	const out = new Uint8Array(words.buffer);
	let held = 0;
	let holds = 0;
	let to = 0;
	for (let at = start; at < bytes.length; at++) {
		const byte = bytes[at] ?? 0;
		const stuffed = at > start && bytes[at - 1] === 0xff;
		if (stuffed && byte >= 0x80) {
			// Cut streams decode to something too: the end must stand where it belongs.
			if (byte !== 0xd9) return null;
			const count = to * 8 + holds - 8;
			out[to] = (held << (8 - holds)) & 0xff;
			const view = new DataView(out.buffer);
			for (let i = 0; i < words.length; i++) words[i] = view.getInt32(i * 4);
			return { words, count };
		}
		held = (held << (stuffed ? 7 : 8)) | byte;
		holds += stuffed ? 7 : 8;
		if (holds >= 8) {
			holds -= 8;
			out[to++] = (held >>> holds) & 0xff;
			held &= 0xff;
		}
	}
	return null;
}

/** The next 32 bits. */
function ahead(words: Int32Array, at: number): number {
	const shift = at & 31;
	const word = words[at >>> 5] ?? 0;
	return shift === 0 ? word : (word << shift) | ((words[(at >>> 5) + 1] ?? 0) >>> (32 - shift));
}

/** How many zeros come before the next one, at most 65. */
function zerosAhead(words: Int32Array, at: number): number {
	const first = Math.clz32(ahead(words, at));
	if (first < 32) return first;
	const second = Math.clz32(ahead(words, at + 32));
	return second < 32 ? 32 + second : 65;
}

/** False when the bits end early or say what no encoder writes. */
function decodeScan(
	{ words, count: bitCount }: Coded,
	{ columns, rows, bits }: Header,
	values: Uint16Array,
): boolean {
	const most = 2 ** bits - 1;
	const limit = 2 * (bits + Math.max(8, bits));
	const gradients = gradientTable(most);
	// 365 contexts of the regular mode, then the two of a run's end.
	const a = new Int32Array(367).fill(Math.max(2, (most + 33) >> 6));
	const n = new Int32Array(367).fill(1);
	const b = new Int32Array(367);
	const c = new Int32Array(367);
	/** A margin of one sample on both sides: index 0 is what stands left of the row. */
	let above = new Int32Array(columns + 2);
	let row = new Int32Array(columns + 2);
	let run = 0;
	/** The next bit. */
	let at = 0;
	for (let y = 0; y < rows; y++) {
		if (at > bitCount) return false;
		let ra = above[1] ?? 0;
		let rc = above[0] ?? 0;
		let rb = ra;
		row[0] = ra;
		above[columns + 1] = above[columns] ?? 0;
		for (let x = 1; x <= columns;) {
			const rd = above[x + 1] ?? 0;
			const q =
				81 * (gradients[rd - rb + most] ?? 0) +
				9 * (gradients[rb - rc + most] ?? 0) +
				(gradients[rc - ra + most] ?? 0);
			let context = q < 0 ? -q : q;
			let longest = limit;
			let guess: number;
			let goal: number;
			let down = q < 0;
			if (q !== 0) {
				const low = ra < rb ? ra : rb;
				const high = ra < rb ? rb : ra;
				const plain = rc >= high ? low : rc <= low ? high : ra + rb - rc;
				const leaning = down ? plain - (c[context] ?? 0) : plain + (c[context] ?? 0);
				guess = leaning < 0 ? 0 : leaning > most ? most : leaning;
				goal = a[context] ?? 0;
			} else {
				// A.7: a run of the value on the left, and the sample that ends it.
				let end = x;
				let step = runLengths[run] ?? 0;
				while (ahead(words, at) < 0 && end <= columns) {
					at += 1;
					end += 1 << step;
					if (end <= columns + 1 && run < 31) step = runLengths[++run] ?? 0;
				}
				if (end <= columns) {
					if (step > 0) end += ahead(words, at + 1) >>> (32 - step);
					at += 1 + step;
					if (end > columns) return false;
				} else end = columns + 1;
				row.fill(ra, x, end);
				x = end;
				if (x > columns) break;
				rb = above[x] ?? 0;
				context = ra === rb ? 366 : 365;
				guess = rb;
				goal = (a[context] ?? 0) + (ra === rb ? (n[context] ?? 0) >> 1 : 0);
				down = ra > rb;
				longest = limit - step - 1;
			}
			let count = n[context] ?? 1;
			let k = 0;
			while (count << k < goal) k++;
			// A.5.3
			const zeros = zerosAhead(words, at);
			at += zeros + 1;
			let code = zeros;
			if (zeros < longest - bits - 1) {
				if (k > 0) code = (zeros << k) | (ahead(words, at) >>> (32 - k));
				at += k;
			} else if (zeros === longest - bits - 1) {
				code = (ahead(words, at) >>> (32 - bits)) + 1;
				at += bits;
			} else return false;
			let sum = a[context] ?? 0;
			let learned = b[context] ?? 0;
			let error: number;
			if (q !== 0) {
				// A.5.2 and A.6
				const mirrored = k === 0 && 2 * learned <= -count;
				error = ((code & 1) === 1) === mirrored ? code >> 1 : -(code >> 1) - 1;
				learned += error;
				sum += error < 0 ? -error : error;
			} else {
				// A.7.2
				const doubled = code + context - 365;
				const odd = (doubled & 1) === 1;
				error = (doubled + 1) >> 1;
				if ((k !== 0 || 2 * learned >= count) === odd) error = -error;
				sum += (code + 366 - context) >> 1;
				if (error < 0) learned += 1;
				if (run > 0) run -= 1;
			}
			if (count === reset) {
				sum >>= 1;
				learned >>= 1;
				count >>= 1;
			}
			count += 1;
			if (q !== 0) {
				const offset = c[context] ?? 0;
				if (learned <= -count) {
					if (offset > -128) c[context] = offset - 1;
					learned = learned + count > -count ? learned + count : 1 - count;
				} else if (learned > 0) {
					if (offset < 127) c[context] = offset + 1;
					learned = learned - count < 0 ? learned - count : 0;
				}
			}
			a[context] = sum;
			b[context] = learned;
			n[context] = count;
			ra = (down ? guess - error : guess + error) & most;
			row[x++] = ra;
			rc = rb;
			rb = above[x] ?? 0;
		}
		values.set(row.subarray(1, columns + 1), y * columns);
		[above, row] = [row, above];
	}
	return at <= bitCount;
}
