/** What the list of studies remembers: who opened what, when a person last looked, and the filters they keep. */
export interface WorklistTables {
	/** Staff who opened a study. For the list only: what proves anything stands in the audit. */
	study_viewer: {
		study: string;
		person: string;
		first_at: number;
		last_at: number;
	};
	/** One person at one hospital. */
	worklist_visit: {
		person: string;
		hospital: string;
		/** the last sign of life of the visit that goes on now */
		seen_at: number;
		/** where the visit before it ended: what came in since is new to them */
		previous_at: number;
		/** JSON: the filter used last, without what was typed into the search */
		filter: string | null;
		/** What was typed last during this visit: for coming back from a study, gone with the next visit. */
		sought: string | null;
	};
	saved_filter: {
		id: string;
		person: string;
		name: string;
		/** JSON: a filter, never a patient's name or number */
		filter: string;
		created_at: number;
	};
}
