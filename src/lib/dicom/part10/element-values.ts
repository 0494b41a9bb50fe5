import { toBase64 } from '../base64.ts';
import { decodeText } from '../text/charset.ts';
import type { DecodedText } from '../text/charset.ts';
import type { DicomElement, DicomValue } from '../dataset.ts';
import { nameGroups } from '../text/person-name.ts';
import { unitWidth } from '../dictionary/vr.ts';

/** Text VRs affected by Specific Character Set (PS3.5 6.1.2.3); the others are ASCII by definition. */
const localised = new Set(['LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UT']);
const singleValued = new Set(['LT', 'ST', 'UT', 'UR']);
const binary = new Set(['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'UN']);
const decimal = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const integer = /^[+-]?\d+$/;

export interface ReadValue {
	readonly element: DicomElement;
	/** Present for text that depends on the character set. */
	readonly text: DecodedText | null;
}

export function readValue(
	bytes: Uint8Array,
	vr: string,
	bigEndian: boolean,
	charset: readonly string[],
): ReadValue {
	if (bytes.length === 0) return { element: { vr }, text: null };
	if (binary.has(vr))
		return { element: { vr, InlineBinary: toBase64(toLittleEndian(bytes, vr, bigEndian)) }, text: null };
	if (unitWidth(vr) > 1) return { element: { vr, Value: binaryNumbers(bytes, vr, bigEndian) }, text: null };
	const text = decodeText(bytes, localised.has(vr) ? charset : ['ISO_IR 100']);
	const parts = singleValued.has(vr)
		? [text.text.replace(/[ \0]+$/, '')]
		: text.text.split('\\').map(trimValue);
	const values = parts.map((part) => toValue(part, vr));
	const empty = values.every((value) => value === null);
	return { element: empty ? { vr } : { vr, Value: values }, text: localised.has(vr) ? text : null };
}

function trimValue(part: string): string {
	return part.replace(/^ +|[ \0]+$/g, '');
}

function toValue(part: string, vr: string): DicomValue {
	if (part === '') return null;
	if (vr === 'PN') return /[^^= ]/.test(part) ? nameGroups(part) : null;
	if (vr === 'DS' && decimal.test(part) && Number.isFinite(Number(part))) return Number(part);
	if (vr === 'IS' && integer.test(part) && Number.isSafeInteger(Number(part))) return Number(part);
	return part;
}

/** JSON values are little-endian (PS3.18 F.2.7). Returns the same bytes when there is nothing to swap. */
export function toLittleEndian(bytes: Uint8Array, vr: string, bigEndian: boolean): Uint8Array {
	const width = unitWidth(vr);
	if (!bigEndian || width === 1) return bytes;
	const out = Uint8Array.from(bytes);
	for (let at = 0; at + width <= out.length; at += width) out.subarray(at, at + width).reverse();
	return out;
}

function binaryNumbers(bytes: Uint8Array, vr: string, bigEndian: boolean): DicomValue[] {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const step = vr === 'AT' ? 4 : unitWidth(vr);
	const out: DicomValue[] = [];
	for (let at = 0; at + step <= bytes.length; at += step) out.push(binaryNumber(view, at, vr, !bigEndian));
	return out;
}

function binaryNumber(view: DataView, at: number, vr: string, little: boolean): string | number {
	switch (vr) {
		case 'AT':
			return hex4(view.getUint16(at, little)) + hex4(view.getUint16(at + 2, little));
		case 'US':
			return view.getUint16(at, little);
		case 'SS':
			return view.getInt16(at, little);
		case 'UL':
			return view.getUint32(at, little);
		case 'SL':
			return view.getInt32(at, little);
		case 'FL':
			return finite(view.getFloat32(at, little));
		case 'FD':
			return finite(view.getFloat64(at, little));
		case 'SV':
			return safe(view.getBigInt64(at, little));
		default:
			return safe(view.getBigUint64(at, little));
	}
}

/** JSON has no word for these; PS3.18 table F.2.3-1 allows strings. */
function finite(value: number): string | number {
	if (Number.isFinite(value)) return value;
	return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf';
}

function safe(value: bigint): string | number {
	const asNumber = Number(value);
	return Number.isSafeInteger(asNumber) ? asNumber : value.toString();
}

function hex4(value: number): string {
	return value.toString(16).toUpperCase().padStart(4, '0');
}
