/**
 * What makes the audit searchable. The chain's text is the truth: these rows are made from it in the same transaction, and
 * `verify` reads whether they still agree.
 */
export interface OversightTables {
	audit_index: {
		seq: number;
		at: number;
		kind: string;
		who: string;
		/** '' where the kind has none */
		action: string;
	};
	/** The studies a row names. */
	audit_index_study: {
		study: string;
		seq: number;
		at: number;
	};
	/** The hospitals a row concerns: whose study it was, and for whom the person acted. Their officers may read it. */
	audit_index_hospital: {
		hospital: string;
		seq: number;
		at: number;
		kind: string;
	};
	/** One row once something was deleted for its age: where the chain that is left begins. */
	audit_checkpoint: {
		id: number;
		/** the last deleted row */
		seq: number;
		hash: string;
	};
}
