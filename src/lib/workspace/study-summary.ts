/** One line of "the other studies that this link opens". */
export interface StudySummary {
	readonly study: string;
	readonly patient: string | null;
	readonly hn: string | null;
	/** ISO 8601 */
	readonly date: string | null;
	readonly description: string | null;
	readonly modalities: readonly string[];
	readonly images: number;
}

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
