/**
 * Rows of the catalogue as DICOM JSON (PS3.18 tables 10.6.3-3 to 10.6.3-5). Attributes that must come back do so without a
 * value when there is none. Text is UTF-8 with repaired names, so the character set says ISO_IR 192 whatever the file said.
 */
import type { Dataset, DicomElement, PersonNameGroups } from '#lib/dicom/dataset.ts';
import type { InstanceRow, SeriesRow, StudyRow } from '#lib/server/archive/catalogue/catalogue.ts';

/** Addresses of our own: never one that an archive gave (threat 3). */
export interface Roots {
	/** `https://hub.example/dicom-web` */
	readonly service: string;
}

export function studyUrl(roots: Roots, study: string): string {
	return `${roots.service}/studies/${study}`;
}

export function seriesUrl(roots: Roots, study: string, series: string): string {
	return `${studyUrl(roots, study)}/series/${series}`;
}

export function instanceUrl(
	roots: Roots,
	ref: { readonly study: string; readonly series: string; readonly instance: string },
): string {
	return `${seriesUrl(roots, ref.study, ref.series)}/instances/${ref.instance}`;
}

export function studyAnswer(row: StudyRow, roots: Roots): Dataset {
	return { ...studyAttributes(row), '00081190': element('UR', studyUrl(roots, row.study)) };
}

/** `study`: for a search over all studies; null under `/studies/{study}`, where the caller knows them. */
export function seriesAnswer(row: SeriesRow, study: StudyRow | null, roots: Roots): Dataset {
	return {
		...(study === null ? common(null) : studyAttributes(study)),
		...seriesAttributes(row),
		'00081190': element('UR', seriesUrl(roots, row.study, row.series)),
	};
}

export interface AroundInstance {
	readonly study: StudyRow | null;
	readonly series: SeriesRow | null;
}

export function instanceAnswer(row: InstanceRow, around: AroundInstance, roots: Roots): Dataset {
	return {
		...(around.study === null ? common(null) : studyAttributes(around.study)),
		...(around.series === null ? parents(row) : seriesAttributes(around.series)),
		'00080016': element('UI', row.sopClass),
		'00080018': element('UI', row.instance),
		'00080023': element('DA', row.contentDate),
		'00080033': element('TM', row.contentTime),
		'00083002': element('UI', row.transferSyntax),
		'00200013': element('IS', row.number),
		...(row.frames === null
			? {}
			: {
					'00280008': element('IS', row.frames),
					'00280010': element('US', row.rows),
					'00280011': element('US', row.columns),
					'00280100': element('US', row.bitsAllocated),
				}),
		'00081190': element('UR', instanceUrl(roots, row)),
	};
}

function parents(row: InstanceRow): Dataset {
	return { '0020000D': element('UI', row.study), '0020000E': element('UI', row.series) };
}

function common(timezone: string | null): Dataset {
	return {
		'00080005': element('CS', 'ISO_IR 192'),
		'00080056': element('CS', 'ONLINE'),
		...(timezone === null ? {} : { '00080201': element('SH', timezone) }),
	};
}

function studyAttributes(row: StudyRow): Dataset {
	return {
		...common(row.timezone),
		'00080020': element('DA', row.date),
		'00080030': element('TM', row.time),
		'00080050': element('SH', row.accession),
		'00080061': { vr: 'CS', ...(row.modalities.length === 0 ? {} : { Value: row.modalities }) },
		'00080080': element('LO', row.institution),
		'00080090': person(row.referring),
		'00081030': element('LO', row.description),
		'00100010': person(row.patientName),
		'00100020': element('LO', row.patientId),
		...(row.issuer === null ? {} : { '00100021': element('LO', row.issuer) }),
		'00100030': element('DA', row.birthDate),
		'00100040': element('CS', row.sex),
		'0020000D': element('UI', row.study),
		'00200010': element('SH', row.studyId),
		'00201206': element('IS', row.seriesCount),
		'00201208': element('IS', row.instanceCount),
	};
}

function seriesAttributes(row: SeriesRow): Dataset {
	return {
		'00080060': element('CS', row.modality),
		'0008103E': element('LO', row.description),
		...(row.bodyPart === null ? {} : { '00180015': element('CS', row.bodyPart) }),
		'0020000D': element('UI', row.study),
		'0020000E': element('UI', row.series),
		'00200011': element('IS', row.number),
		'00201209': element('IS', row.instanceCount),
		...(row.startDate === null ? {} : { '00400244': element('DA', row.startDate) }),
		...(row.startTime === null ? {} : { '00400245': element('TM', row.startTime) }),
	};
}

function element(vr: string, value: string | number | null): DicomElement {
	return value === null || value === '' ? { vr } : { vr, Value: [value] };
}

function person(name: PersonNameGroups | null): DicomElement {
	return name === null || Object.keys(name).length === 0 ? { vr: 'PN' } : { vr: 'PN', Value: [name] };
}
