/** The keys a search may match on (PS3.18 table 10.6.1-5) and, for every attribute of an answer, its tag and VR. */
import type { InstanceKey, SeriesKey, StudyKey } from '#lib/server/archive/catalogue/catalogue.ts';
import type { Level } from '../resource.ts';

export type SearchKey = StudyKey | SeriesKey | InstanceKey;
export type KeyKind = 'uid' | 'date' | 'time' | 'code' | 'text' | 'integer' | 'name';

export interface KeyRule {
	readonly key: SearchKey;
	readonly tag: string;
	readonly kind: KeyKind;
	readonly level: Level;
}

const rule = (level: Level, kind: KeyKind, tag: string, key: SearchKey): KeyRule => ({
	key,
	tag,
	kind,
	level,
});

export const searchKeys: readonly KeyRule[] = [
	rule('study', 'date', '00080020', 'StudyDate'),
	rule('study', 'time', '00080030', 'StudyTime'),
	rule('study', 'text', '00080050', 'AccessionNumber'),
	rule('study', 'code', '00080061', 'ModalitiesInStudy'),
	rule('study', 'text', '00080080', 'InstitutionName'),
	rule('study', 'name', '00080090', 'ReferringPhysicianName'),
	rule('study', 'text', '00081030', 'StudyDescription'),
	rule('study', 'name', '00100010', 'PatientName'),
	rule('study', 'text', '00100020', 'PatientID'),
	rule('study', 'text', '00100021', 'IssuerOfPatientID'),
	rule('study', 'date', '00100030', 'PatientBirthDate'),
	rule('study', 'code', '00100040', 'PatientSex'),
	rule('study', 'uid', '0020000D', 'StudyInstanceUID'),
	rule('study', 'text', '00200010', 'StudyID'),
	rule('series', 'code', '00080060', 'Modality'),
	rule('series', 'text', '0008103E', 'SeriesDescription'),
	rule('series', 'code', '00180015', 'BodyPartExamined'),
	rule('series', 'uid', '0020000E', 'SeriesInstanceUID'),
	rule('series', 'integer', '00200011', 'SeriesNumber'),
	rule('series', 'date', '00400244', 'PerformedProcedureStepStartDate'),
	rule('series', 'time', '00400245', 'PerformedProcedureStepStartTime'),
	rule('instance', 'uid', '00080016', 'SOPClassUID'),
	rule('instance', 'uid', '00080018', 'SOPInstanceUID'),
	rule('instance', 'date', '00080023', 'ContentDate'),
	rule('instance', 'time', '00080033', 'ContentTime'),
	rule('instance', 'integer', '00200013', 'InstanceNumber'),
];

const order: Readonly<Record<Level, number>> = { study: 0, series: 1, instance: 2 };

/** A search matches on keys of its own level and of those above it. */
export function reaches(level: Level, other: Level): boolean {
	return order[other] <= order[level];
}

function levelOf(key: SearchKey): Level | null {
	return searchKeys.find((candidate) => candidate.key === key)?.level ?? null;
}

export function isStudyKey(key: SearchKey): key is StudyKey {
	return levelOf(key) === 'study';
}

export function isSeriesKey(key: SearchKey): key is StudyKey | SeriesKey {
	return levelOf(key) === 'study' || levelOf(key) === 'series';
}
