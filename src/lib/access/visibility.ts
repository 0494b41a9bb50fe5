/** Which studies' rows exist for a caller in lists and searches. */
import type { StudyUid } from '#lib/dicom/uid.ts';

export type Visibility =
	| { readonly kind: 'all' }
	| { readonly kind: 'none' }
	| { readonly kind: 'studies'; readonly studies: readonly StudyUid[] }
	/** everything of one hospital (the hcodes that mean it), and these of others */
	| {
			readonly kind: 'hospital';
			readonly owners: readonly string[];
			readonly studies: readonly StudyUid[];
	  };

/** What the server found out about a person's or a service's hospital before it lists anything. */
export interface Reach {
	/** the hcodes that mean the hospital acted for */
	readonly owners: readonly string[];
	/** of other hospitals: by consult, referral or break-glass, as they stand now */
	readonly studies: readonly StudyUid[];
}
export const noReach: Reach = { owners: [], studies: [] };

export function showsNothing(visibility: Visibility): boolean {
	switch (visibility.kind) {
		case 'all':
			return false;
		case 'none':
			return true;
		case 'studies':
			return visibility.studies.length === 0;
		case 'hospital':
			return visibility.owners.length === 0 && visibility.studies.length === 0;
	}
}

export function shows(
	visibility: Visibility,
	study: { readonly uid: StudyUid; readonly owner: string | null },
): boolean {
	switch (visibility.kind) {
		case 'all':
			return true;
		case 'none':
			return false;
		case 'studies':
			return visibility.studies.includes(study.uid);
		case 'hospital':
			return (
				(study.owner !== null && visibility.owners.includes(study.owner)) ||
				visibility.studies.includes(study.uid)
			);
	}
}
