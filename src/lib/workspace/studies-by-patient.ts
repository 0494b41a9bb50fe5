import type { StudySummary } from '#lib/archive/study-summary.ts';

export interface PatientStudies {
	readonly key: string;
	readonly patient: string | null;
	readonly hn: string | null;
	readonly studies: readonly StudySummary[];
}

/** One patient's study taken for another's is the mistake to prevent: each stands under its patient's name and number. */
export function studiesByPatient(studies: readonly StudySummary[]): PatientStudies[] {
	const groups = new Map<string, PatientStudies>();
	for (const one of studies) {
		const key = JSON.stringify([one.hn, one.patient]);
		const before = groups.get(key)?.studies ?? [];
		groups.set(key, { key, patient: one.patient, hn: one.hn, studies: [...before, one] });
	}
	return [...groups.values()];
}
