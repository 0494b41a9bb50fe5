import type { DicomElement, DicomValue, PersonNameGroups } from '../dataset.ts';

/** Bytes of one number of each binary VR; also the unit in which `InlineBinary` is swapped for big endian. */
const wordSizes: Readonly<Record<string, number>> = {
	AT: 2,
	US: 2,
	SS: 2,
	OW: 2,
	UL: 4,
	SL: 4,
	FL: 4,
	OF: 4,
	OL: 4,
	FD: 8,
	OD: 8,
	OV: 8,
	SV: 8,
	UV: 8,
};

const utf8 = new TextEncoder();

/**
 * The value bytes of one element (PS3.5 section 6.2), padded to even length. `InlineBinary` is taken as it stands, little
 * endian as in DICOM JSON, whatever the VR: on a text VR this is how bytes of any character set are written.
 */
export function valueBytes(element: DicomElement, bigEndian: boolean): Uint8Array {
	const pad = element.vr === 'UI' || !isText(element.vr) ? 0 : 0x20;
	if (element.InlineBinary !== undefined) {
		return swapped(padded(fromBase64(element.InlineBinary), pad), element.vr, bigEndian);
	}
	const values = element.Value ?? [];
	if (isText(element.vr)) return padded(utf8.encode(values.map(textOf).join('\\')), pad);
	return padded(numbersBytes(element.vr, values, bigEndian), 0);
}

/** The same words in the other byte order; the input itself when nothing needs to change. */
export function swapped(bytes: Uint8Array, vr: string, bigEndian: boolean): Uint8Array {
	const size = wordSizes[vr] ?? 1;
	if (!bigEndian || size === 1) return bytes;
	const out = new Uint8Array(bytes.length);
	for (let at = 0; at < bytes.length; at += size) {
		const end = Math.min(at + size, bytes.length);
		for (let i = at; i < end; i++) out[i] = bytes[at + end - 1 - i] ?? 0;
	}
	return out;
}

export function padded(bytes: Uint8Array, pad: number): Uint8Array {
	if (bytes.length % 2 === 0) return bytes;
	const out = new Uint8Array(bytes.length + 1);
	out.set(bytes);
	out[bytes.length] = pad;
	return out;
}

export function isText(vr: string): boolean {
	return wordSizes[vr] === undefined && vr !== 'OB' && vr !== 'UN' && vr !== 'SQ';
}

function textOf(value: DicomValue): string {
	if (value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return decimal(value);
	if (!isName(value)) throw new TypeError('a data set can not be written as text');
	const groups = [value.Alphabetic ?? '', value.Ideographic ?? '', value.Phonetic ?? ''];
	return groups.join('=').replace(/=+$/, '');
}

function isName(value: object): value is PersonNameGroups {
	return 'Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value;
}

/** DS holds at most 16 characters (PS3.5 table 6.2-1): fewer digits rather than an illegal value. */
function decimal(value: number): string {
	const plain = String(value);
	if (plain.length <= 16) return plain;
	for (let digits = 15; digits > 0; digits--) {
		const shorter = String(Number(value.toPrecision(digits)));
		if (shorter.length <= 16) return shorter;
	}
	return plain.slice(0, 16);
}

type Setter = (view: DataView, at: number, value: string | number, little: boolean) => void;

const setters: Readonly<Record<string, Setter>> = {
	AT: (view, at, value, little) => {
		const tag = Number.parseInt(String(value), 16);
		view.setUint16(at, tag >>> 16, little);
		view.setUint16(at + 2, tag & 0xffff, little);
	},
	US: (view, at, value, little) => view.setUint16(at, Number(value), little),
	OW: (view, at, value, little) => view.setUint16(at, Number(value), little),
	SS: (view, at, value, little) => view.setInt16(at, Number(value), little),
	UL: (view, at, value, little) => view.setUint32(at, Number(value), little),
	OL: (view, at, value, little) => view.setUint32(at, Number(value), little),
	SL: (view, at, value, little) => view.setInt32(at, Number(value), little),
	FL: (view, at, value, little) => view.setFloat32(at, Number(value), little),
	OF: (view, at, value, little) => view.setFloat32(at, Number(value), little),
	FD: (view, at, value, little) => view.setFloat64(at, Number(value), little),
	OD: (view, at, value, little) => view.setFloat64(at, Number(value), little),
	SV: (view, at, value, little) => view.setBigInt64(at, BigInt(value), little),
	UV: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
	OV: (view, at, value, little) => view.setBigUint64(at, BigInt(value), little),
};

function numbersBytes(vr: string, values: readonly DicomValue[], bigEndian: boolean): Uint8Array {
	const size = vr === 'AT' ? 4 : (wordSizes[vr] ?? 1);
	const set: Setter = setters[vr] ?? ((view, at, value) => view.setUint8(at, Number(value)));
	const out = new Uint8Array(values.length * size);
	const view = new DataView(out.buffer);
	values.forEach((value, index) => {
		if (typeof value !== 'string' && typeof value !== 'number')
			throw new TypeError(`${vr} holds numbers only`);
		set(view, index * size, value, !bigEndian);
	});
	return out;
}

function fromBase64(text: string): Uint8Array {
	const binary = atob(text);
	const out = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i);
	return out;
}
