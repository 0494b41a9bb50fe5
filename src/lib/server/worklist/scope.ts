/** Whose studies a list is about: everything of these owners, and single studies of others. */
export interface WorklistScope {
	/** hcodes */
	readonly owners: readonly string[];
	readonly studies: readonly string[];
}

/** What a caller may see, narrowed to one owner's. */
export function ofHospital(scope: WorklistScope, hospital: string | null): WorklistScope {
	if (hospital === null) return scope;
	return { owners: scope.owners.filter((owner) => owner === hospital), studies: scope.studies };
}
