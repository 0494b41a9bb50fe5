/** Database rows as the catalogue hands them out. UIDs were checked before they were stored: another kind is a bug. */
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import type { PersonNameGroups } from '#lib/dicom/dataset.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { CatalogueTables } from '#lib/server/store/catalogue-tables.ts';
import type { InstanceRow, SeriesRow, StudyRow } from './catalogue.ts';

const NameGroups = v.object({
	Alphabetic: v.exactOptional(v.string()),
	Ideographic: v.exactOptional(v.string()),
	Phonetic: v.exactOptional(v.string()),
});

export function studyRow(row: Selectable<CatalogueTables['study']>): StudyRow {
	return {
		study: storedStudy(row.uid),
		owner: row.owner,
		date: row.date === '' ? null : row.date,
		time: row.time,
		accession: row.accession,
		modalities: row.modalities === '' ? [] : row.modalities.split('\\'),
		referring: nameGroups(row.referring),
		patientName: nameGroups(row.patient_name),
		patientId: row.patient_id,
		issuer: row.issuer,
		birthDate: row.birth_date,
		sex: row.sex,
		studyId: row.study_id,
		description: row.description,
		institution: row.institution,
		timezone: row.timezone,
		seriesCount: row.series_count,
		instanceCount: row.instance_count,
		revision: row.revision,
	};
}

export function seriesRow(row: Selectable<CatalogueTables['series']>): SeriesRow {
	return {
		study: storedStudy(row.study),
		series: storedSeries(row.uid),
		modality: row.modality,
		number: row.number,
		description: row.description,
		bodyPart: row.body_part,
		startDate: row.start_date,
		startTime: row.start_time,
		instanceCount: row.instance_count,
	};
}

export function instanceRow(row: Selectable<CatalogueTables['instance']>): InstanceRow {
	return {
		study: storedStudy(row.study),
		series: storedSeries(row.series),
		instance: storedInstance(row.uid),
		sopClass: row.sop_class,
		number: row.number,
		contentDate: row.content_date,
		contentTime: row.content_time,
		rows: row.rows,
		columns: row.columns,
		bitsAllocated: row.bits_allocated,
		frames: row.frames,
		transferSyntax: row.transfer_syntax,
		size: row.size,
		sha256: row.sha256,
		kind: row.kind,
		derive: row.derive,
		patient: { id: row.patient_id, birthDate: row.birth_date },
	};
}

export function storedStudy(text: string): StudyUid {
	return stored(studyUid(text));
}

export function storedSeries(text: string): SeriesUid {
	return stored(seriesUid(text));
}

export function storedInstance(text: string): InstanceUid {
	return stored(instanceUid(text));
}

function stored<Uid>(uid: Uid | null): Uid {
	if (uid === null) throw new Error('a stored UID is not a UID');
	return uid;
}

function nameGroups(text: string | null): PersonNameGroups | null {
	return text === null ? null : v.parse(NameGroups, JSON.parse(text));
}
