/**
 * Does a file belong to the patient of its study (threat 18)? Decided by hospital number and birth date; names are written in
 * too many ways to decide by (thai.md 4.2, rule 5). What is missing can't contradict, but something must confirm.
 */
export interface PatientIdentity {
	readonly id: string | null;
	readonly birthDate: string | null;
}

export function isOtherPatient(study: PatientIdentity, file: PatientIdentity): boolean {
	const pairs = [compare(study.id, file.id), compare(study.birthDate, file.birthDate)];
	if (pairs.includes('different')) return true;
	return pairs.includes('one-missing') && !pairs.includes('same');
}

function compare(a: string | null, b: string | null): 'same' | 'different' | 'one-missing' | 'both-missing' {
	const [left, right] = [a?.trim() ?? '', b?.trim() ?? ''];
	if (left === '' && right === '') return 'both-missing';
	if (left === '' || right === '') return 'one-missing';
	return left === right ? 'same' : 'different';
}
