/** Questions to specialists: each with its studies, its history, and who has seen what of it. */
export interface RequestTables {
	consult: {
		id: string;
		state: string;
		/** one more with every move: a move made on an older one is refused */
		revision: number;
		/** one more with everything that its people should look at */
		news: number;
		urgency: string;
		question: string;
		background: string;
		/** the study it was asked from */
		study: string;
		/** JSON: series, instance, frame of that study; null: no picture in particular */
		place: string | null;
		/** of that study, as the catalogue keeps them: for searching */
		patient_key: string | null;
		patient_id_key: string | null;
		accession_key: string | null;
		/** One of the three, or none in a draft. */
		to_specialty: string | null;
		to_hospital: string | null;
		to_person: string | null;
		asked_by: string;
		asking_hospital: string;
		consultant: string | null;
		consultant_hospital: string | null;
		created_at: number;
		asked_at: number | null;
		due_at: number | null;
		/** first opened by somebody who was asked */
		opened_at: number | null;
		first_picture_at: number | null;
		accepted_at: number | null;
		/** first signed answer */
		answered_at: number | null;
		closed_at: number | null;
		changed_at: number;
	};
	consult_study: {
		consult: string;
		study: string;
		/** 0: the one it was asked from */
		place: number;
	};
	/** Rows are only ever added. */
	consult_move: {
		consult: string;
		/** the revision it led to */
		revision: number;
		at: number;
		move: string;
		from_state: string;
		to_state: string;
		person: string;
		hospital: string;
		/** by code, and in the person's own words; clinical text, never in the audit */
		reason: string | null;
		words: string | null;
		to_specialty: string | null;
		to_hospital: string | null;
		to_person: string | null;
	};
	/** What of its news a person has seen. */
	consult_read: {
		consult: string;
		person: string;
		news: number;
		read_at: number;
		/** said "not me" to a question for their whole specialty */
		passed_at: number | null;
	};
	/** Set by the administrator of the hospital where it counts. */
	person_specialty: {
		person: string;
		hcode: string;
		specialty: string;
	};
}
