/** Data elements built by hand for tests whose bytes no proper writer would write. Never imported by product code. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
	const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}

export function ascii(text: string): Uint8Array {
	return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

export function u16(...values: number[]): Uint8Array {
	return joined(...values.map((value) => Uint8Array.of(value & 255, (value >> 8) & 255)));
}

export function u32(value: number): Uint8Array {
	return Uint8Array.of(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
}

function tagBytes(tag: string): Uint8Array {
	return u16(Number.parseInt(tag.slice(0, 4), 16), Number.parseInt(tag.slice(4), 16));
}

/** Explicit little-endian; an even length is made with a space or, for UI and binary, a zero. */
export function element(tag: string, vr: string, value: Uint8Array | string, length?: number): Uint8Array {
	const bytes = typeof value === 'string' ? ascii(value) : value;
	const pad = bytes.length % 2 === 0 ? [] : [/UI|O[BWDFLV]|UN/.test(vr) ? 0 : 0x20];
	const whole = joined(bytes, Uint8Array.from(pad));
	const long = /^(OB|OD|OF|OL|OV|OW|SQ|SV|UC|UN|UR|UT|UV)$/.test(vr);
	const size = length ?? whole.length;
	return joined(tagBytes(tag), ascii(vr), long ? joined(u16(0), u32(size)) : u16(size), whole);
}

export function implicit(tag: string, value: Uint8Array, length = value.length): Uint8Array {
	return joined(tagBytes(tag), u32(length), value);
}

export const undefinedLength = 0xffffffff;
export const sequenceEnd = implicit('FFFEE0DD', new Uint8Array(0));
export const itemEnd = implicit('FFFEE00D', new Uint8Array(0));

export function item(value: Uint8Array, length = value.length): Uint8Array {
	return implicit('FFFEE000', value, length);
}

export const identity = joined(
	element('00080016', 'UI', '1.2.840.10008.5.1.4.1.1.7'),
	element('00080018', 'UI', '2.25.1'),
);

export function part10(transferSyntax: string | null, ...dataset: readonly Uint8Array[]): Uint8Array {
	const meta =
		transferSyntax === null ? element('00020012', 'UI', '2.25.7') : element('00020010', 'UI', transferSyntax);
	return joined(new Uint8Array(128), ascii('DICM'), meta, ...dataset);
}
