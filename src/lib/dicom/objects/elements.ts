/**
 * Elements of the objects we write, in the DICOM JSON model, with text brought into what its VR may hold (PS3.5 table 6.2-1): a
 * backslash in a name would part it in two, and a text that is too long is refused by whoever keeps the object.
 */
import type { Dataset, DicomElement, DicomValue, PersonNameGroups } from '../dataset.ts';

export function el(vr: string, ...values: DicomValue[]): DicomElement {
	return { vr, Value: values };
}

export function sq(...values: Dataset[]): DicomElement {
	return { vr: 'SQ', Value: values };
}

const longest: Readonly<Record<string, number>> = { SH: 16, LO: 64, ST: 1024, LT: 10_240, UC: 4096, UT: 1e6 };
/** Of VRs where a backslash is a character like any other. */
const wholeTexts = new Set(['ST', 'LT', 'UT']);

/** Empty when there is nothing to say: for attributes of type 2. */
export function text(vr: 'SH' | 'LO' | 'ST' | 'LT' | 'UC' | 'UT', value: string): DicomElement {
	const most = longest[vr] ?? 64;
	const clean = wholeTexts.has(vr)
		? value.replace(/\r?\n/g, '\r\n').replace(/[^\P{Cc}\r\n\t]/gu, ' ')
		: value.replaceAll('\\', '/').replace(/\p{Cc}/gu, ' ');
	const cut = shortened(clean.trim(), most);
	return cut === '' ? { vr } : el(vr, cut);
}

/** Never through a Thai vowel or tone mark: whole characters as a reader counts them. */
export function shortened(value: string, most: number): string {
	if (value.length <= most) return value;
	let cut = '';
	for (const { segment } of new Intl.Segmenter('th', { granularity: 'grapheme' }).segment(value)) {
		if (cut.length + segment.length > most - 1) break;
		cut += segment;
	}
	return `${cut}…`;
}

/** A person name (PS3.5 6.2.1): each group at most 64 characters, no delimiter of lists or groups in it. */
export function person(groups: PersonNameGroups | null): DicomElement {
	if (groups === null) return { vr: 'PN' };
	const group = (value: string | undefined): string =>
		shortened((value ?? '').replace(/[\\=]/g, ' ').replace(/\p{Cc}/gu, ' '), 64);
	const kept: PersonNameGroups = {
		...(groups.Alphabetic === undefined ? {} : { Alphabetic: group(groups.Alphabetic) }),
		...(groups.Ideographic === undefined ? {} : { Ideographic: group(groups.Ideographic) }),
		...(groups.Phonetic === undefined ? {} : { Phonetic: group(groups.Phonetic) }),
	};
	return Object.values(kept).every((value) => value === '') ? { vr: 'PN' } : el('PN', kept);
}
