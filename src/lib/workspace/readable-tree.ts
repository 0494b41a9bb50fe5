/** A data set as lines a person can read: the element's name, its value, and items below it. Text only, whatever it holds (threat 10). */
import type { Dataset, DicomElement, DicomValue } from '#lib/dicom/dataset.ts';
import { items } from '#lib/dicom/dataset.ts';
import { keywordOfTag } from '#lib/dicom/dictionary/dictionary.ts';

export interface TreeLine {
	/** "(0010,0010)" */
	readonly tag: string;
	/** "Patient Name"; null for a private or unknown element */
	readonly name: string | null;
	readonly vr: string;
	readonly value: TreeValue;
	readonly items: readonly (readonly TreeLine[])[];
}

export type TreeValue =
	{ readonly kind: 'text'; readonly text: string } | { readonly kind: 'binary' | 'empty' | 'items' };

export function readableTree(set: Dataset): TreeLine[] {
	return Object.entries(set)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([tag, element]) => ({
			tag: `(${tag.slice(0, 4)},${tag.slice(4)})`,
			name: spaced(keywordOfTag(tag)),
			vr: element.vr,
			value: valueOf(element),
			items: element.vr === 'SQ' ? items(set, tag).map(readableTree) : [],
		}));
}

function valueOf(element: DicomElement): TreeValue {
	if (element.vr === 'SQ') return { kind: 'items' };
	if (element.InlineBinary !== undefined || element.BulkDataURI !== undefined) return { kind: 'binary' };
	const text = (element.Value ?? []).map(textOf).join(' \\ ');
	return text === '' ? { kind: 'empty' } : { kind: 'text', text };
}

function textOf(value: DicomValue): string {
	if (value === null) return '';
	if (typeof value === 'string' || typeof value === 'number') return String(value);
	const groups: readonly unknown[] = [value['Alphabetic'], value['Ideographic'], value['Phonetic']];
	return groups.filter((group): group is string => typeof group === 'string' && group !== '').join(' = ');
}

/** "StudyInstanceUID" -> "Study Instance UID" */
function spaced(keyword: string | null): string | null {
	return keyword === null
		? null
		: keyword.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
}
