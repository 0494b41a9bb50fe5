import type { LinkList, LinkStudy, LinkView } from '#lib/access/link-view.ts';
import { isClinical } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Visibility } from '#lib/access/visibility.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { ownersOf, visibilityOf } from '#lib/server/access/visibility.ts';
import type { StudyRow } from '#lib/server/archive/catalogue/catalogue.ts';
import { bookedLinks } from '#lib/server/identity/link-book.ts';
import type { BookedLink } from '#lib/server/identity/link-book.ts';
import type { App } from './app.ts';

/** `own`: those this person made. `hospital`: every link that the person's hospital made, or that opens its studies. */
export async function linkList(app: App, staff: Staff, of: 'own' | 'hospital'): Promise<LinkList> {
	const now = app.clock();
	const whose =
		of === 'own' ? { person: staff.personId } : { hospitals: await ownersOf(app.db, staff.hospital) };
	const links = await bookedLinks(app.db, whose, now);
	// Patients' names are for those who look after patients, and for studies they may see today.
	const named = of === 'own' && isClinical(staff);
	const studies = named ? await visibleRows(app, staff, links) : new Map<StudyUid, StudyRow>();
	return { now, links: links.map((link) => viewOf(link, studies, of)) };
}

async function visibleRows(
	app: App,
	staff: Staff,
	links: readonly BookedLink[],
): Promise<ReadonlyMap<StudyUid, StudyRow>> {
	const asked = [...new Set(links.flatMap((link) => link.studyUids))];
	if (asked.length === 0) return new Map();
	const within: Visibility = await visibilityOf(app.db, staff, app.clock());
	const key = { kind: 'list', values: asked } as const;
	const rows = await app.studies.catalogue.searchStudies({
		within,
		keys: new Map([['StudyInstanceUID', key]]),
		offset: 0,
		limit: asked.length,
	});
	return new Map(rows.map((row) => [row.study, row]));
}

function viewOf(
	link: BookedLink,
	studies: ReadonlyMap<StudyUid, StudyRow>,
	of: 'own' | 'hospital',
): LinkView {
	const { studyUids, makerName, makerHospital, ...shown } = link;
	return {
		...shown,
		studies: studyUids.map((uid) => studyOf(uid, studies.get(uid) ?? null)),
		maker: of === 'own' ? null : { name: makerName, hospital: makerHospital },
	};
}

function studyOf(study: StudyUid, row: StudyRow | null): LinkStudy {
	if (row === null) return { study, patient: null, description: null, date: null, modalities: [] };
	return {
		study,
		patient: row.patientName === null ? null : shownNameOfGroups(row.patientName).text,
		description: row.description,
		date: row.date === null ? null : (parseDate(row.date)?.iso ?? null),
		modalities: [...row.modalities],
	};
}
