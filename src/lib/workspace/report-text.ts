/** A structured report (PS3.3 C.17.3) as headed text, in document order. What isn't understood is named by its type, never dropped. */
import { items, number, personName, string } from '#lib/dicom/dataset.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';

export interface ReportNode {
	readonly heading: string | null;
	readonly text: string | null;
	/** SOP Instance UID of a picture it speaks of */
	readonly image: string | null;
	readonly children: readonly ReportNode[];
}

const deepest = 32;

export function reportOf(set: Dataset): ReportNode {
	return nodeOf(set, 0);
}

function nodeOf(item: Dataset, depth: number): ReportNode {
	return {
		heading: meaning(item, '0040A043'),
		text: textOf(item),
		image: imageOf(item),
		// Content nests as deep as a hostile file likes; a reader's page need not.
		children: depth >= deepest ? [] : items(item, '0040A730').map((child) => nodeOf(child, depth + 1)),
	};
}

function textOf(item: Dataset): string | null {
	const type = string(item, '0040A040');
	switch (type) {
		case 'CONTAINER':
		case null:
			return null;
		case 'TEXT':
			return string(item, '0040A160');
		case 'CODE':
			return meaning(item, '0040A168');
		case 'NUM':
			return measured(item);
		case 'PNAME':
			return nameText(item);
		case 'DATE':
			return string(item, '0040A121');
		case 'TIME':
			return string(item, '0040A122');
		case 'DATETIME':
			return string(item, '0040A120');
		case 'UIDREF':
			return string(item, '0040A124');
		default:
			return imageOf(item) === null ? type : null;
	}
}

function measured(item: Dataset): string | null {
	const value = items(item, '0040A300')[0];
	if (value === undefined) return meaning(item, '0040A301');
	const amount = string(value, '0040A30A') ?? number(value, '0040A30A');
	const unit = items(value, '004008EA')[0];
	const code = unit === undefined ? null : string(unit, '00080100');
	// UCUM's "1" and "{ratio}" mean "no unit".
	const written = code === null || code === '1' || code.startsWith('{') ? '' : ` ${code}`;
	return amount === null ? null : `${amount}${written}`;
}

function nameText(item: Dataset): string | null {
	const groups = personName(item, '0040A123');
	const text = groups?.Ideographic ?? groups?.Alphabetic ?? null;
	return text === null ? null : text.split('^').filter(Boolean).join(' ');
}

function imageOf(item: Dataset): string | null {
	const reference = items(item, '00081199')[0];
	return reference === undefined ? null : string(reference, '00081155');
}

function meaning(item: Dataset, sequence: string): string | null {
	const code = items(item, sequence)[0];
	return code === undefined ? null : (string(code, '00080104') ?? string(code, '00080100'));
}
