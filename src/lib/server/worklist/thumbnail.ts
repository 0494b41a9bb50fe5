/**
 * The one picture that stands for a study in the list: the middle of its largest series. Only what has been prepared already: a
 * list that is scrolled through must not set off work for each study it passes.
 */
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Catalogue, InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';

export interface Thumbnail {
	readonly instance: InstanceRow;
	/** counted from 1 */
	readonly frame: number;
}

export async function thumbnailOf(catalogue: Catalogue, study: StudyUid): Promise<Thumbnail | null> {
	const whole = await catalogue.study(study);
	if (whole === null) return null;
	const patient = { id: whole.patientId, birthDate: whole.birthDate };
	const series = await catalogue.seriesOf(study);
	for (const one of series.toSorted((a, b) => b.instanceCount - a.instanceCount)) {
		const rows = await catalogue.instancesOf(study, one.series);
		// A picture of somebody else must not stand beside this name (threat 18).
		const good = rows.filter(
			(row) => row.kind === 'image' && row.derive === 'done' && !isOtherPatient(patient, row.patient),
		);
		const instance = good[Math.floor(good.length / 2)];
		if (instance !== undefined) return { instance, frame: Math.floor(((instance.frames ?? 1) - 1) / 2) + 1 };
	}
	return null;
}
