/** A consult's documents as the updates that made them. */
export interface ConsultTables {
	consult_update: {
		consult: string;
		part: 'record' | 'draft';
		/** from 1, without gaps */
		seq: number;
		received_at: number;
		person: string;
		bytes: Uint8Array;
		prev_hash: string;
		hash: string;
	};
	/** A Yjs client id belongs to one person for ever. */
	consult_client: {
		consult: string;
		client: number;
		person: string;
	};
	/** Which process has a consult's room. */
	consult_owner: {
		consult: string;
		/** '' is nobody's */
		process: string;
		/** grows with each taking, never goes back */
		epoch: number;
	};
	hub_process: {
		id: string;
		/** by the database's clock, ms */
		alive_until: number;
	};
	/** Who ever took part in its session. */
	consult_person: {
		consult: string;
		/** from 0, in order of coming; stands for the person on the line */
		place: number;
		person: string;
		/** acting hospital and role at the last visit */
		hcode: string;
		role: 'asker' | 'consultant' | 'observer';
		first_at: number;
		last_at: number;
	};
}
