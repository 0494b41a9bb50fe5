import type { Generated } from 'kysely';

/**
 * What is known of the studies in the archive. DICOM's own UIDs are the keys: an instance is always looked up within its study,
 * because the study is what a reader has been given. Dates and times stand as in the files.
 */
export interface CatalogueTables {
	/** The embedded archive's own index of its files. */
	archived_file: {
		instance: string;
		study: string;
		series: string;
		sha256: string;
		size: number;
		stored_at: number;
	};
	hospital: {
		/** 5 digits as text */
		hcode: string;
		hcode9: string | null;
		name_th: string;
		name_en: string;
	};
	/** Institution names as files write them (trimmed, lower case) and the hospital each stands for. */
	hospital_institution: {
		institution: string;
		hospital: string;
	};
	study: {
		uid: string;
		/** hcode of the hospital it belongs to: who stored it, else by its institution name; null: nobody's */
		owner: string | null;
		/** '' when unknown, so that both databases sort it alike */
		date: string;
		time: string | null;
		accession: string | null;
		/** sorted, joined by backslash */
		modalities: string;
		/** JSON: the name's groups, repaired */
		referring: string | null;
		/** joins `name_part.name` */
		referring_key: string | null;
		patient_name: string | null;
		patient_key: string | null;
		patient_id: string | null;
		issuer: string | null;
		birth_date: string | null;
		sex: string | null;
		study_id: string | null;
		description: string | null;
		institution: string | null;
		timezone: string | null;
		/** JSON: the study's part of the manifest, as described by its first instance */
		facts: string;
		series_count: number;
		instance_count: number;
		revision: number;
		changed_at: number;
		/** YYYYMMDDHHMMSS, Gregorian whatever the file wrote; '' when unknown */
		taken: Generated<string>;
		/** the shown name in dictionary order */
		name_sort: Generated<string>;
		/** patient id and accession as they are compared (dicom/text/list-keys) */
		patient_id_key: string | null;
		accession_key: string | null;
		/** when its first file came in */
		arrived_at: Generated<number>;
		/** when somebody of the staff first opened it */
		opened_at: number | null;
	};
	series: {
		study: string;
		uid: string;
		modality: string | null;
		number: number | null;
		description: string | null;
		body_part: string | null;
		start_date: string | null;
		start_time: string | null;
		instance_count: number;
	};
	instance: {
		study: string;
		uid: string;
		series: string;
		sop_class: string;
		number: number | null;
		content_date: string | null;
		content_time: string | null;
		rows: number | null;
		columns: number | null;
		bits_allocated: number | null;
		frames: number | null;
		transfer_syntax: string;
		size: number;
		sha256: string;
		kind: 'image' | 'pdf' | 'report' | 'tree';
		patient_id: string | null;
		birth_date: string | null;
		derive: 'none' | 'unasked' | 'pending' | 'done';
		/** how often derivation was begun: one that ends the process each time is given up */
		derive_tries: number;
	};
	/** The header as DICOM JSON and the instance's part of the manifest, both compressed: wide rows kept out of the narrow ones. */
	instance_header: {
		study: string;
		instance: string;
		header: Uint8Array;
		card: Uint8Array;
		card_version: number;
	};
	instance_derivation: {
		study: string;
		instance: string;
		version: number;
		/** compressed JSON: Derivation */
		body: Uint8Array;
	};
	/** Every ending of every word of every name: a part of a name is then the beginning of one of these. */
	name_part: {
		part: string;
		/** 1 when `part` is the whole word */
		whole: number;
		/** the name's normal form, as `study.patient_key` or `referring_key` */
		name: string;
	};
}
