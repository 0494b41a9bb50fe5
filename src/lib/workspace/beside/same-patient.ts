/**
 * The last look before a second study stands beside the first (threat 18): the server has judged, and a screen that trusted it alone
 * would show another patient's picture whenever it erred. Number and birth date decide, as on the server; names are written in too many ways.
 */
import type { Patient } from '#lib/archive/manifest.ts';

type Known = Pick<Patient, 'id' | 'issuer' | 'birthDate'>;

export function isSamePatient(one: Known, other: Known): boolean {
	if (one.id === null || other.id === null || one.id.trim() !== other.id.trim()) return false;
	return !contradict(one.issuer, other.issuer) && !contradict(one.birthDate, other.birthDate);
}

function contradict(one: string | null, other: string | null): boolean {
	return one !== null && other !== null && one !== other;
}
