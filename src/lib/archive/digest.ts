/** SHA-256 of what arrived. Browsers offer WebCrypto on https and localhost only; a plain-http hospital LAN is checked as well. */
import { toHex } from '#lib/base/bytes.ts';

export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
	if (subtle === undefined) return toHex(sha256(bytes));
	return toHex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

/** `sha-256=:base64:` of a Repr-Digest or Content-Digest field (RFC 9530) as hex; null when there is none. */
export function digestOfField(field: string | null): string | null {
	const base64 = /(?:^|[\s,])sha-256=:([A-Za-z0-9+/]{43}=):/.exec(field ?? '')?.[1];
	if (base64 === undefined) return null;
	return toHex(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
}

const roundConstants = fractions(64, 1 / 3);
const startState = fractions(8, 1 / 2);

/** FIPS 180-4, section 6.2. */
export function sha256(bytes: Uint8Array): Uint8Array {
	const tail = new Uint8Array(bytes.length % 64 < 56 ? 64 : 128);
	const whole = bytes.length - (bytes.length % 64);
	tail.set(bytes.subarray(whole));
	tail[bytes.length % 64] = 0x80;
	const end = new DataView(tail.buffer);
	end.setUint32(tail.length - 8, Math.floor(bytes.length / 0x20000000));
	end.setUint32(tail.length - 4, (bytes.length << 3) >>> 0);
	const state = startState.slice();
	const schedule = new Uint32Array(64);
	for (const [block, size] of [
		[bytes, whole],
		[tail, tail.length],
	] as const) {
		const view = new DataView(block.buffer, block.byteOffset, size);
		for (let at = 0; at < size; at += 64) compress(state, schedule, { view, at });
	}
	const out = new Uint8Array(32);
	state.forEach((word, i) => new DataView(out.buffer).setUint32(i * 4, word));
	return out;
}

function compress(state: Uint32Array, w: Uint32Array, block: { view: DataView; at: number }): void {
	for (let t = 0; t < 16; t++) w[t] = block.view.getUint32(block.at + t * 4);
	for (let t = 16; t < 64; t++) {
		const a = word(w, t - 15);
		const b = word(w, t - 2);
		const s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3);
		const s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >>> 10);
		w[t] = word(w, t - 16) + s0 + word(w, t - 7) + s1;
	}
	let [a, b, c, d] = [word(state, 0), word(state, 1), word(state, 2), word(state, 3)];
	let [e, f, g, h] = [word(state, 4), word(state, 5), word(state, 6), word(state, 7)];
	for (let t = 0; t < 64; t++) {
		const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
		const t1 = (h + s1 + ((e & f) ^ (~e & g)) + word(roundConstants, t) + word(w, t)) | 0;
		const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
	}
	[a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = word(state, i) + value));
}

function word(words: Uint32Array, at: number): number {
	return words[at] ?? 0;
}

function rotate(value: number, by: number): number {
	return (value >>> by) | (value << (32 - by));
}

/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, power: number): Uint32Array {
	const out: number[] = [];
	for (let n = 2; out.length < count; n++) {
		let prime = true;
		for (let d = 2; d * d <= n; d++) prime &&= n % d !== 0;
		if (prime) out.push(Math.floor((n ** power % 1) * 2 ** 32));
	}
	return Uint32Array.from(out);
}
