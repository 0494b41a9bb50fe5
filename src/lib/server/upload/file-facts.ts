/** What is remembered of a file between its reading and its filing. */
import * as v from 'valibot';
import { ShownPatient } from '#lib/archive/upload-contract.ts';
import { personName, string, strings, items } from '#lib/dicom/dataset.ts';
import { describePatient } from '#lib/dicom/describe-study.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { displayText } from '#lib/dicom/text/display-text.ts';
import { nameKey } from '#lib/server/archive/catalogue/name-index.ts';

const text = v.nullable(v.string());

export const ObjectFacts = v.object({
	kind: v.literal('object'),
	patient: ShownPatient,
	/** As in the file, trimmed: what patients are told apart by. */
	id: text,
	birthDate: text,
	/** the name's normal form, as the catalogue's index has it */
	nameKey: text,
	date: text,
	description: text,
	modality: v.string(),
});
export type ObjectFacts = v.InferOutput<typeof ObjectFacts>;

/** PS3.3 F.3: what a disc says lies on it. */
export const DirectoryFacts = v.object({ kind: v.literal('directory'), instances: v.array(v.string()) });
export type DirectoryFacts = v.InferOutput<typeof DirectoryFacts>;

const Facts = v.variant('kind', [ObjectFacts, DirectoryFacts]);

export function parseFacts(json: string | null): ObjectFacts | DirectoryFacts | null {
	return json === null ? null : v.parse(Facts, JSON.parse(json));
}

export function objectFacts(part10: Part10): ObjectFacts {
	const { dataset } = part10;
	const { name, id, issuer, birthDate, sex } = describePatient(part10);
	return {
		kind: 'object',
		patient: {
			name: name.text,
			latin: name.latin,
			guessed: name.guessed,
			damaged: name.damaged,
			hn: id,
			issuer,
			birthDate,
			sex,
		},
		id: trimmed(string(dataset, '00100020')),
		birthDate: trimmed(string(dataset, '00100030')),
		nameKey: nameKey(personName(dataset, '00100010')),
		date: parseDate(string(dataset, '00080020') ?? '')?.iso ?? null,
		description: trimmed(displayText(string(dataset, '00081030') ?? '').slice(0, 256)),
		modality: displayText(string(dataset, '00080060') ?? 'OT').slice(0, 16),
	};
}

const mediaStorageDirectory = '1.2.840.10008.1.3.10';

/** null when the file is no DICOMDIR. A list longer than any disc's is cut: it's only a hint. */
export function directoryFacts(part10: Part10): DirectoryFacts | null {
	const sopClass = string(part10.meta, '00020002') ?? string(part10.dataset, '00080016');
	if (sopClass !== mediaStorageDirectory) return null;
	const instances = items(part10.dataset, '00041220').flatMap((record) => strings(record, '00041511'));
	return { kind: 'directory', instances: [...new Set(instances)].slice(0, 50_000) };
}

function trimmed(value: string | null): string | null {
	const short = value?.trim() ?? '';
	return short === '' ? null : short;
}
