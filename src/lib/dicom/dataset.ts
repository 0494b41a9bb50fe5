/**
 * The DICOM JSON model (PS3.18 Annex F) as the one in-memory form of a data set, with the bytes of large values left where
 * they are. Keys are eight upper-case hex digits.
 */
export type Tag = string;

export interface PersonNameGroups {
	readonly Alphabetic?: string;
	readonly Ideographic?: string;
	readonly Phonetic?: string;
}

export type DicomValue = string | number | PersonNameGroups | Dataset | null;

export interface DicomElement {
	readonly vr: string;
	readonly Value?: readonly DicomValue[];
	/** base64 (PS3.18 F.2.7) */
	readonly InlineBinary?: string;
	readonly BulkDataURI?: string;
}

export interface Dataset {
	readonly [tag: Tag]: DicomElement;
}

export function strings(set: Dataset, tag: Tag): string[] {
	const out: string[] = [];
	for (const value of set[tag]?.Value ?? []) {
		if (typeof value === 'string') out.push(value);
		else if (typeof value === 'number') out.push(String(value));
	}
	return out;
}

export function string(set: Dataset, tag: Tag): string | null {
	const first = strings(set, tag)[0];
	return first === undefined || first === '' ? null : first;
}

export function numbers(set: Dataset, tag: Tag): number[] {
	const out: number[] = [];
	for (const value of set[tag]?.Value ?? []) {
		const n = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
		if (Number.isFinite(n)) out.push(n);
	}
	return out;
}

export function number(set: Dataset, tag: Tag): number | null {
	return numbers(set, tag)[0] ?? null;
}

export function items(set: Dataset, tag: Tag): Dataset[] {
	const out: Dataset[] = [];
	for (const value of set[tag]?.Value ?? []) {
		if (isDataset(value)) out.push(value);
	}
	return out;
}

export function personName(set: Dataset, tag: Tag): PersonNameGroups | null {
	const value = set[tag]?.Value?.[0];
	return value !== null && typeof value === 'object' && !isDataset(value) ? value : null;
}

export function isDataset(value: DicomValue): value is Dataset {
	if (value === null || typeof value !== 'object') return false;
	return !('Alphabetic' in value || 'Ideographic' in value || 'Phonetic' in value);
}
