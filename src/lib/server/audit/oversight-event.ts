import type { StudyUid } from '#lib/dicom/uid.ts';

/** What the audit says about itself: who read it, took it away, ended its old rows, put it back. */
export type OversightEvent =
	/** An officer read who opened one patient's studies; once in ten minutes. (Any reading is an `access-granted` as well.) */
	| { readonly kind: 'audit-read'; readonly studies: readonly StudyUid[] }
	/** Rows up to `throughSeq` left this machine in a file. */
	| {
			readonly kind: 'audit-exported';
			readonly since: number | null;
			readonly until: number | null;
			readonly throughSeq: number;
	  }
	/** The oldest `rows` rows were deleted for their age. This row is what seals the cut: see `retention.ts`. */
	| {
			readonly kind: 'audit-pruned';
			readonly throughSeq: number;
			readonly throughHash: string;
			readonly rows: number;
			readonly keptDays: number;
	  }
	/** This database was put back from a backup that ended at this row; sessions were ended, and links unless they were kept. */
	| {
			readonly kind: 'backup-restored';
			readonly throughSeq: number;
			readonly throughHash: string;
			readonly linksEnded: number;
	  };
