import { vrTable } from './vr-table.ts';

/** PS3.5 table 6.2-1. */
const known = new Set(
	'AE AS AT CS DA DS DT FD FL IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV'.split(
		' ',
	),
);
/** PS3.5 7.1.2: these carry two reserved bytes and a 32-bit length in explicit VR. */
const longForm = new Set('OB OD OF OL OV OW SQ SV UC UN UR UT UV'.split(' '));

export function isKnownVr(vr: string): boolean {
	return known.has(vr);
}

/** VRs that a later edition adds are to be read in the long form (PS3.5 7.1.2). */
export function hasLongLength(vr: string): boolean {
	return longForm.has(vr) || !known.has(vr);
}

/** Bytes of one value, for the swap to little-endian and for counting values. */
const widths: Readonly<Record<string, number>> = {
	AT: 2,
	OW: 2,
	SS: 2,
	US: 2,
	FL: 4,
	OF: 4,
	OL: 4,
	SL: 4,
	UL: 4,
	FD: 8,
	OD: 8,
	OV: 8,
	SV: 8,
	UV: 8,
};

export function unitWidth(vr: string): number {
	return widths[vr] ?? 1;
}

let byTag: Map<string, string> | null = null;

function table(): Map<string, string> {
	if (byTag) return byTag;
	byTag = new Map();
	for (const [vr, groups] of Object.entries(vrTable)) {
		for (const part of groups.split(' ')) {
			const group = part.slice(0, 4);
			for (let at = 5; at < part.length; at += 4) byTag.set(group + part.slice(at, at + 4), vr);
		}
	}
	return byTag;
}

/** The dictionary's VR, or null for an unknown or private tag. `unsigned`: Pixel Representation is 0. */
export function dictionaryVr(tag: string, unsigned: boolean): string | null {
	if (tag.endsWith('0000')) return 'UL';
	const odd = Number.parseInt(tag.slice(3, 4), 16) % 2 === 1;
	// Private Creator (PS3.5 7.8.1)
	if (odd) return tag.startsWith('00', 4) && tag.slice(6) >= '10' ? 'LO' : null;
	let key = tag;
	// Repeating groups (PS3.5 7.6): curves and overlays are described under their first group
	if (/^(50|60)[0-9A-F]{2}/.test(tag)) key = `${tag.slice(0, 2)}00${tag.slice(4)}`;
	const vr = table().get(key) ?? overlayVr[key] ?? null;
	return vr === 'xs' ? (unsigned ? 'US' : 'SS') : vr;
}

const overlayVr: Readonly<Record<string, string>> = {
	'60000010': 'US',
	'60000011': 'US',
	'60000015': 'IS',
	'60000022': 'LO',
	'60000040': 'CS',
	'60000045': 'LO',
	'60000050': 'SS',
	'60000051': 'US',
	'60000100': 'US',
	'60000102': 'US',
	'60001301': 'IS',
	'60001302': 'DS',
	'60001303': 'DS',
	'60001500': 'LO',
	'60003000': 'OW',
};
