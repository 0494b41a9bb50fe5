/** What gives a person a study of another hospital: being named in a consult or a referral, and emergency access. */
export interface PolicyTables {
	/** One hospital or one person, named for one study. Filled by the consult and the referral; ended, never deleted. */
	consult_membership: {
		id: string;
		through: 'consult' | 'referral';
		/** of the consult or referral */
		ref: string;
		study: string;
		/** hcode; null when a person is named */
		hospital: string | null;
		/** null when a hospital is named */
		person: string | null;
		/** JSON: rights */
		rights: string;
		granted_at: number;
		/** The consult closed: what was given can be read until then. */
		until: number | null;
		/** Over at once. */
		cancelled_at: number | null;
	};
	/** Every use of emergency access; the row is also what waits for its review. */
	break_glass: {
		id: string;
		person: string;
		/** hcode the doctor acted for */
		hospital: string;
		/** The study asked for: the access is to its patient's studies at its owner. */
		study: string;
		/** hcode of the owner, whose officer is told and reviews */
		owner: string;
		reason: string;
		/** In the doctor's own words: clinical text, for the reviewer alone. */
		note: string;
		started_at: number;
		until: number;
		review_due: number;
		reviewed_at: number | null;
		reviewer: string | null;
		outcome: string | null;
		/** the reviewer's words */
		remark: string | null;
	};
	/** Who answers to whom, as a hospital says: nobody reviews what their chief did. */
	subordinate: {
		hcode: string;
		person: string;
		chief: string;
	};
}
