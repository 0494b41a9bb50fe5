/** What a data set says about its patient, study and series, as the manifest shows it. */
import type { Dataset, Tag } from './dataset.ts';
import { items, number, personName, string } from './dataset.ts';
import { parseAge, parseDate, parseTime } from './text/dates.ts';
import { displayText } from './text/display-text.ts';
import type { Part10 } from './part10/part10.ts';
import { noName, shownNameOfGroups } from './text/person-name.ts';
import type { ShownPersonName } from './text/person-name.ts';

export interface PatientFacts {
	name: ShownPersonName;
	id: string | null;
	issuer: string | null;
	birthDate: string | null;
	birthDateWasBuddhist: boolean;
	sex: 'M' | 'F' | 'O' | null;
	age: string | null;
}

export interface StudyFacts {
	patient: PatientFacts;
	date: string | null;
	dateWasBuddhist: boolean;
	time: string | null;
	description: string | null;
	accession: string | null;
	institution: string | null;
	referring: ShownPersonName | null;
}

export interface SeriesFacts {
	number: number | null;
	modality: string;
	description: string | null;
	bodyPart: string | null;
}

type Named = Pick<Part10, 'dataset' | 'names'>;

export function describeStudy(part10: Named): StudyFacts {
	const set = part10.dataset;
	const date = parseDate(string(set, '00080020') ?? '');
	const referring = nameOf(part10, '00080090');
	return {
		patient: describePatient(part10),
		date: date?.iso ?? null,
		dateWasBuddhist: date?.wasBuddhist ?? false,
		time: parseTime(string(set, '00080030') ?? ''),
		description: shown(set, '00081030'),
		accession: shown(set, '00080050'),
		institution: shown(set, '00080080'),
		referring: referring.text === '' ? null : referring,
	};
}

export function describePatient(part10: Named): PatientFacts {
	const set = part10.dataset;
	const birth = parseDate(string(set, '00100030') ?? '');
	const sex = string(set, '00100040')?.toUpperCase();
	const age = string(set, '00101010');
	return {
		name: nameOf(part10, '00100010'),
		id: shown(set, '00100020'),
		issuer: issuerOf(set),
		birthDate: birth?.iso ?? null,
		birthDateWasBuddhist: birth?.wasBuddhist ?? false,
		sex: sex === 'M' || sex === 'F' || sex === 'O' ? sex : null,
		age: age !== null && parseAge(age) !== null ? age.trim() : null,
	};
}

export function describeSeries(part10: Named): SeriesFacts {
	const set = part10.dataset;
	return {
		number: number(set, '00200011'),
		modality: (shown(set, '00080060') ?? 'OT').slice(0, 16),
		description: shown(set, '0008103E'),
		bodyPart: shown(set, '00180015'),
	};
}

/** Issuer of Patient ID, else the universal entity of its qualifiers (PS3.3 10.14). */
function issuerOf(set: Dataset): string | null {
	const qualifiers = items(set, '00100024')[0];
	return shown(set, '00100021') ?? (qualifiers ? shown(qualifiers, '00400032') : null);
}

function nameOf(part10: Named, tag: Tag): ShownPersonName {
	const known = part10.names.get(tag);
	if (known) return known;
	const groups = personName(part10.dataset, tag);
	return groups ? shownNameOfGroups(groups) : noName;
}

/** A length no screen needs more of: text beyond its VR's limit comes only from broken or hostile files. */
const longest = 256;

function shown(set: Dataset, tag: Tag): string | null {
	const text = displayText(string(set, tag) ?? '').trim();
	return text === '' ? null : text.slice(0, longest);
}
