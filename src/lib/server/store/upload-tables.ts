import type { FilePlace, FileState } from '#lib/archive/upload-contract.ts';

/**
 * What people are sending in: rows live until their files are filed or given up, at most a day. Names of files and of patients
 * stand here only for that long; the audit keeps what was done.
 */
export interface UploadTables {
	upload_batch: {
		id: string;
		/** who sends, and the hospital it will belong to */
		person: string;
		hospital: string;
		created_at: number;
		/** moves on with every file that comes */
		expires_at: number;
		/** passed over by the page itself */
		skipped: number;
	};
	upload_file: {
		id: string;
		batch: string;
		/** the zip that it came out of */
		parent: string | null;
		position: number;
		name: string | null;
		fingerprint: string | null;
		place: FilePlace | 'zip';
		size: number;
		state: FileState;
		code: string | null;
		/** of the bytes as they came, or of the object made from a photograph */
		sha256: string | null;
		study: string | null;
		instance: string | null;
		/** JSON: patient and study as read, for the confirmation; a DICOMDIR's list */
		facts: string | null;
		/** JSON: what was said of a photograph */
		picture: string | null;
	};
}
