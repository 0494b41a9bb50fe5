/**
 * What the catalogue answers: the index of every study, series and instance this server knows, filled from the bytes of the
 * originals. Rows carry what a search answer needs; an instance's full header is kept beside it as DICOM JSON. A caller who
 * may see only some studies passes them as `within`: rows outside it do not exist for that search (threat 1).
 */
import type { Visibility } from '#lib/access/visibility.ts';
import type { Dataset, PersonNameGroups } from '#lib/dicom/dataset.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import type { PatientIdentity } from '../studies/patient-match.ts';
import type { InstanceRef } from '../port.ts';

export type StudyKey =
	| 'StudyInstanceUID'
	| 'StudyDate'
	| 'StudyTime'
	| 'AccessionNumber'
	| 'ModalitiesInStudy'
	| 'ReferringPhysicianName'
	| 'PatientName'
	| 'PatientID'
	| 'IssuerOfPatientID'
	| 'PatientBirthDate'
	| 'PatientSex'
	| 'StudyID'
	| 'StudyDescription'
	| 'InstitutionName';

export type SeriesKey =
	| 'SeriesInstanceUID'
	| 'Modality'
	| 'SeriesNumber'
	| 'SeriesDescription'
	| 'BodyPartExamined'
	| 'PerformedProcedureStepStartDate'
	| 'PerformedProcedureStepStartTime';

export type InstanceKey = 'SOPInstanceUID' | 'SOPClassUID' | 'InstanceNumber' | 'ContentDate' | 'ContentTime';

/** PS3.4 section C.2.2.2: single value, wild card, range, list of UIDs; names have a matching of their own. */
export type Match =
	| { readonly kind: 'exact'; readonly value: string }
	/** `*` any characters, `?` one */
	| { readonly kind: 'wildcard'; readonly pattern: string }
	/** DICOM dates YYYYMMDD or times HHMMSS, both ends included, null for open */
	| { readonly kind: 'range'; readonly from: string | null; readonly to: string | null }
	| { readonly kind: 'list'; readonly values: readonly string[] }
	/**
	 * For person names: the text as typed, with or without title, `^`, `*` and `?`, in any script; compared by the index's own
	 * normal form. Without wild cards each word must begin a word of the name; `fuzzy` lets it stand anywhere in one.
	 */
	| { readonly kind: 'name'; readonly text: string; readonly fuzzy: boolean };

export interface Search<Key extends string> {
	/** Rows outside it do not exist for this search. */
	readonly within: Visibility;
	readonly keys: ReadonlyMap<Key, Match>;
	readonly offset: number;
	/** at most `maxPage` rows come back whatever is asked */
	readonly limit: number;
}

export const maxPage = 1000;

export interface StudyRow {
	readonly study: StudyUid;
	/** hcode of the hospital it belongs to */
	readonly owner: string | null;
	/** as in the file: YYYYMMDD */
	readonly date: string | null;
	readonly time: string | null;
	readonly accession: string | null;
	readonly modalities: readonly string[];
	/** repaired names, every group that was present */
	readonly referring: PersonNameGroups | null;
	readonly patientName: PersonNameGroups | null;
	readonly patientId: string | null;
	readonly issuer: string | null;
	readonly birthDate: string | null;
	readonly sex: string | null;
	readonly studyId: string | null;
	readonly description: string | null;
	readonly institution: string | null;
	readonly timezone: string | null;
	readonly seriesCount: number;
	readonly instanceCount: number;
	/** raised by every change to the study; part of the manifest's revision */
	readonly revision: number;
}

export interface SeriesRow {
	readonly study: StudyUid;
	readonly series: SeriesUid;
	readonly modality: string | null;
	readonly number: number | null;
	readonly description: string | null;
	readonly bodyPart: string | null;
	readonly startDate: string | null;
	readonly startTime: string | null;
	readonly instanceCount: number;
}

export interface InstanceRow extends InstanceRef {
	readonly sopClass: string;
	readonly number: number | null;
	readonly contentDate: string | null;
	readonly contentTime: string | null;
	readonly rows: number | null;
	readonly columns: number | null;
	readonly bitsAllocated: number | null;
	/** null when it isn't an image */
	readonly frames: number | null;
	readonly transferSyntax: string;
	/** bytes of the original file */
	readonly size: number;
	/** hex SHA-256 of the original file */
	readonly sha256: string;
	readonly kind: 'image' | 'pdf' | 'report' | 'tree';
	/**
	 * `pending` until the background work has made its renditions; `unasked`: an upstream study that nobody has opened yet;
	 * `none` when there are no pixels
	 */
	readonly derive: 'none' | 'unasked' | 'pending' | 'done';
	/** Whose it is by its own header; the study may belong to someone else (threat 18). */
	readonly patient: PatientIdentity;
}

export type WithStudy<Row> = Row & { readonly inStudy: StudyRow };
export type WithSeries<Row> = Row & { readonly inSeries: SeriesRow };

export interface Catalogue {
	searchStudies(search: Search<StudyKey>): Promise<StudyRow[]>;
	/** Series of any study: study keys match too. Newest study first, then series number. */
	searchSeries(search: Search<StudyKey | SeriesKey>): Promise<WithStudy<SeriesRow>[]>;
	searchInstances(
		search: Search<StudyKey | SeriesKey | InstanceKey>,
	): Promise<WithSeries<WithStudy<InstanceRow>>[]>;

	study(study: StudyUid): Promise<StudyRow | null>;
	/** Sorted by series number, then UID. */
	seriesOf(study: StudyUid): Promise<SeriesRow[]>;
	/** Sorted by series, instance number, UID. `series` narrows. */
	instancesOf(study: StudyUid, series: SeriesUid | null): Promise<InstanceRow[]>;
	/** Found within that study only: the caller has been authorised for it. `series` null when the URL doesn't name one. */
	instance(study: StudyUid, series: SeriesUid | null, instance: InstanceUid): Promise<InstanceRow | null>;

	/** The headers as read from the files (bulk values left out, named by BulkDataURI paths relative to the instance). */
	datasets(
		study: StudyUid,
		series: SeriesUid | null,
		instance: InstanceUid | null,
	): AsyncIterable<InstanceHeader>;
	derivation(ref: InstanceRef): Promise<Derivation | null>;
}

export interface InstanceHeader {
	readonly ref: InstanceRef;
	readonly transferSyntax: string;
	readonly meta: Dataset;
	readonly dataset: Dataset;
}
