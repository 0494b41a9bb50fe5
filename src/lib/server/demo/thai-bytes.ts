/** The nine ways in which Thai names are found in files (label and bytes agree in A, B and I only). */
import type { Dataset, DicomElement } from '#lib/dicom/dataset.ts';

export const namingWays = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I'] as const;
export type NamingWay = (typeof namingWays)[number];

/** What (0008,0005) says; null: nothing. */
const label: Readonly<Record<NamingWay, readonly string[] | null>> = {
	A: ['ISO_IR 166'],
	B: ['ISO_IR 192'],
	C: null,
	D: null,
	E: ['ISO_IR 100'],
	F: ['ISO_IR 100'],
	G: ['ISO_IR 192'],
	H: ['ISO_IR 166'],
	I: ['', 'ISO 2022 IR 166'],
};
const utf8: ReadonlySet<NamingWay> = new Set<NamingWay>(['B', 'D', 'F', 'H']);

export interface TwoScriptName {
	readonly thai: string;
	readonly latin: string;
}

export function writtenName(name: TwoScriptName, way: NamingWay): DicomElement {
	if (way === 'I') return raw([...ascii(name.latin), 0x3d, ...iso2022(name.thai)]);
	return raw(utf8.has(way) ? [...new TextEncoder().encode(name.thai)] : tis620(name.thai));
}

export function characterSet(way: NamingWay): Dataset {
	const said = label[way];
	return said === null ? {} : { '00080005': { vr: 'CS', Value: said } };
}

/** TIS-620: the Thai block of Unicode from 0xA1 on, in the same order. */
export function tis620(text: string): number[] {
	return Array.from(text, (char) => {
		const point = char.codePointAt(0) ?? 0;
		return point >= 0x0e01 && point <= 0x0e5b ? point - 0x0e01 + 0xa1 : point & 0x7f;
	});
}

/** The escape to Thai is said again after each delimiter, which ends it (PS3.5 section 6.1.2.5.3). */
function iso2022(text: string): number[] {
	const toThai = [0x1b, 0x2d, 0x54];
	return text.split('^').flatMap((part, index) => {
		const bytes = part === '' ? [] : [...toThai, ...tis620(part)];
		return index === 0 ? bytes : [0x5e, ...bytes];
	});
}

function ascii(text: string): number[] {
	return Array.from(text, (char) => char.charCodeAt(0) & 0x7f);
}

function raw(bytes: readonly number[]): DicomElement {
	return { vr: 'PN', InlineBinary: btoa(String.fromCharCode(...bytes)) };
}
