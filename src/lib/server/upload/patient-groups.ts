/**
 * The wrong-patient guard (threat 18), pure: which patients the waiting files name, and what makes each doubtful. Hospital number
 * and birth date tell patients apart (thai.md 4.2 rule 5); the name is compared too, because here a person can be asked.
 */
import { createHash } from 'node:crypto';
import type { Doubt, ShownGroup, ShownPatient, ShownStudy } from '#lib/archive/upload-contract.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';
import type { ObjectFacts } from './file-facts.ts';

export interface WaitingFile {
	readonly id: string;
	readonly study: string;
	readonly facts: ObjectFacts;
	/** made here from a photograph */
	readonly fromPicture: boolean;
	/** its filing was tried and did not succeed */
	readonly tried: boolean;
}

/** What the catalogue says of a study with this UID. */
export interface KnownStudy {
	readonly owner: string | null;
	readonly id: string | null;
	readonly birthDate: string | null;
}

/** Whom the acting hospital knows under a hospital number. */
export interface KnownPatient {
	readonly hn: string;
	readonly birthDate: string | null;
	readonly nameKey: string | null;
	readonly shown: ShownPatient;
}

export interface GuardFacts {
	/** hcode */
	readonly hospital: string;
	readonly studies: ReadonlyMap<string, KnownStudy>;
	readonly patients: readonly KnownPatient[];
}

export interface PatientGroup {
	readonly shown: ShownGroup;
	readonly files: readonly WaitingFile[];
	/** of `shown.studies`, those that may be filed */
	readonly fileable: ReadonlySet<string>;
}

export function patientGroups(files: readonly WaitingFile[], facts: GuardFacts): PatientGroup[] {
	const groups: WaitingFile[][] = [];
	for (const file of files) {
		const group = groups.find(([first]) => first !== undefined && samePatient(first.facts, file.facts));
		if (group === undefined) groups.push([file]);
		else group.push(file);
	}
	return groups.map((group) =>
		describeGroup(group, { ...facts, others: groups.filter((one) => one !== group) }),
	);
}

/** One name may be written in Thai by one machine and in Latin by the next; without a number only the very same name will do. */
function samePatient(one: ObjectFacts, other: ObjectFacts): boolean {
	if (one.id !== other.id || one.patient.sex !== other.patient.sex) return false;
	if (day(one.birthDate) !== day(other.birthDate)) return false;
	return one.id === null ? one.nameKey === other.nameKey : !otherName(one.nameKey, other.nameKey);
}

function describeGroup(
	files: readonly WaitingFile[],
	facts: GuardFacts & { readonly others: readonly (readonly WaitingFile[])[] },
): PatientGroup {
	const [first] = files;
	if (first === undefined) throw new Error('a group has files');
	const known = facts.patients.filter(
		(patient) => patient.hn === first.facts.id && differences(first.facts, patient).length > 0,
	);
	const studies = studiesOf(files, facts);
	const rest = {
		patient: first.facts.patient,
		studies,
		files: files.length,
		pictures: files.filter((file) => file.fromPicture).map((file) => file.id),
		doubts: doubtsOf(first.facts, files, { known, others: facts.others }),
		known: known.map((patient) => patient.shown),
		again: files.some((file) => file.tried),
	};
	const key = createHash('sha256')
		.update(JSON.stringify([rest, files.map((file) => file.id).sort()]))
		.digest('base64url');
	const fileable = studies.filter((study) => study.standing === 'new' || study.standing === 'ours');
	return { shown: { key, ...rest }, files, fileable: new Set(fileable.map((study) => study.study)) };
}

function doubtsOf(
	facts: ObjectFacts,
	files: readonly WaitingFile[],
	beside: { readonly known: readonly KnownPatient[]; readonly others: readonly (readonly WaitingFile[])[] },
): Doubt[] {
	const doubts = new Set<Doubt>();
	if (facts.patient.name === '') doubts.add('no-name');
	if (facts.id === null) doubts.add('no-hn');
	if (facts.birthDate === null) doubts.add('no-birth-date');
	if (facts.patient.guessed) doubts.add('name-guessed');
	if (facts.patient.damaged) doubts.add('name-damaged');
	for (const patient of beside.known) for (const doubt of differences(facts, patient)) doubts.add(doubt);
	const studies = new Set(files.map((file) => file.study));
	for (const other of beside.others) {
		if (facts.id !== null && other[0]?.facts.id === facts.id) doubts.add('hn-twice');
		if (other.some((file) => studies.has(file.study))) doubts.add('study-twice');
	}
	return [...doubts];
}

/** What is missing on either side can't contradict. */
function differences(facts: ObjectFacts, known: KnownPatient): Doubt[] {
	const doubts: Doubt[] = [];
	if (otherDay(facts.birthDate, known.birthDate)) doubts.push('hn-other-birth-date');
	if (otherName(facts.nameKey, known.nameKey)) doubts.push('hn-other-name');
	const [sex, knownSex] = [facts.patient.sex, known.shown.sex];
	if (sex !== null && knownSex !== null && sex !== knownSex) doubts.push('hn-other-sex');
	return doubts;
}

function otherDay(a: string | null, b: string | null): boolean {
	return a !== null && b !== null && day(a) !== day(b);
}

/** Compared within a script: a Thai name says nothing against a Latin one. Fewer words of the same name are no other name. */
export function otherName(a: string | null, b: string | null): boolean {
	return [/[\u0E00-\u0E7F]/, /[a-z]/].some((script) => {
		const [one, two] = [wordsIn(a, script), wordsIn(b, script)];
		if (one.length === 0 || two.length === 0) return false;
		const [few, many] = one.length <= two.length ? [one, two] : [two, one];
		return !few.every((word) => many.includes(word));
	});
}

/** The index holds a Thai name once more without the gap, after its words: that one is left out. */
function wordsIn(key: string | null, script: RegExp): string[] {
	const words: string[] = [];
	for (const word of (key ?? '').split(' ')) {
		if (script.test(word) && !(words.length > 1 && word === words.join(''))) words.push(word);
	}
	return words;
}

function studiesOf(files: readonly WaitingFile[], facts: GuardFacts): ShownStudy[] {
	const studies = new Map<string, WaitingFile[]>();
	for (const file of files) studies.set(file.study, [...(studies.get(file.study) ?? []), file]);
	return [...studies].map(([study, its]) => ({
		study,
		date: its.find((file) => file.facts.date !== null)?.facts.date ?? null,
		description: its.find((file) => file.facts.description !== null)?.facts.description ?? null,
		modalities: [...new Set(its.map((file) => file.facts.modality))].sort(),
		files: its.length,
		standing: standingOf(its, facts.studies.get(study), facts.hospital),
	}));
}

function standingOf(
	files: readonly WaitingFile[],
	known: KnownStudy | undefined,
	hospital: string,
): ShownStudy['standing'] {
	if (known === undefined) return 'new';
	// Also a study that belongs to nobody we know: whoever files into it would not see it afterwards.
	if (known.owner !== hospital) return 'not-yours';
	return files.some((file) => isOtherPatient(known, file.facts)) ? 'other-patient-in-study' : 'ours';
}

/** The same day may be written in either era. */
function day(written: string | null): string | null {
	return written === null ? null : (parseDate(written)?.iso ?? written);
}
