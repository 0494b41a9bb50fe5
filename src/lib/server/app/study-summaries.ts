import { visibleStudies } from '#lib/access/decide.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import type { StudyRow } from '#lib/server/archive/catalogue/catalogue.ts';
import { refusal } from './answers.ts';
import type { Asking } from './answers.ts';

const most = 50;

/** What a guest's link opens beside this study; for anyone else nothing, since their worklist is elsewhere. */
export async function studySummaries(event: Asking): Promise<StudySummary[]> {
	const { principal, app } = event.locals;
	if (principal.kind !== 'guest') return [];
	const within = visibleStudies(principal, app.clock());
	if (within.kind !== 'studies' || within.studies.length < 2) return [];
	if ((await refusal(event, { action: 'search' })) !== null) return [];
	const rows = await app.studies.catalogue.searchStudies({
		within,
		keys: new Map(),
		offset: 0,
		limit: most,
	});
	return rows.map(summaryOf);
}

function summaryOf(row: StudyRow): StudySummary {
	return {
		study: row.study,
		patient: row.patientName === null ? null : shownNameOfGroups(row.patientName).text,
		hn: row.patientId,
		date: row.date === null ? null : (parseDate(row.date)?.iso ?? null),
		description: row.description,
		modalities: row.modalities,
		images: row.instanceCount,
	};
}
