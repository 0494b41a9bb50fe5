/** Links, sessions, tokens and the audit chain. Secrets are stored as hashes only. */
export interface AccessTables {
	share_link: {
		id: string;
		/** hex SHA-256 of the secret in the link's fragment */
		secret_hash: string;
		pin_salt: string;
		pin_hash: string;
		created_at: number;
		/** as `AuditEvent.who` */
		created_by: string;
		/** hcode its maker acted for; null: made by a script or the demo */
		maker_hospital: string | null;
		/** hcode of the hospital that its first study belongs to */
		owner_hospital: string | null;
		/** Only this person may open it, signed in; no PIN then. */
		for_person: string | null;
		/** hcode: only people acting for this hospital may */
		for_hospital: string | null;
		/** 1: the first to open it is the only one */
		one_time: number;
		expires_at: number;
		revoked_at: number | null;
		/** JSON: study UIDs */
		studies: string;
		/** JSON: rights */
		rights: string;
		/** JSON: where in the study it opens, or null */
		target: string | null;
		max_uses: number | null;
		uses: number;
		tries: number;
		wrong_pins: number;
	};
	guest_session: {
		id: string;
		/** hex SHA-256 of the first token; those that open it now are in `guest_token` */
		token_hash: string;
		created_at: number;
		expires_at: number;
		ended_at: number | null;
		/** base64url of the device's public key (uncompressed P-256 point); null: this browser can keep none */
		device_key: string | null;
	};
	/** Which links a browser has redeemed: a second referral opened in another tab must not close the first. */
	guest_session_link: {
		session: string;
		link: string;
		redeemed_at: number;
	};
	service_token: {
		id: string;
		name: string;
		/** hcode of the hospital that what it stores belongs to; null: told by the files' institution name */
		hospital: string | null;
		token_hash: string;
		/** JSON: scopes */
		scopes: string;
		created_at: number;
		expires_at: number;
		revoked_at: number | null;
	};
	/** When a principal last opened a study on the record: views within ten minutes share one audit row. */
	study_opening: {
		principal: string;
		/** with the reason for which it was granted */
		action: string;
		/** '' for what concerns no single study */
		study: string;
		opened_at: number;
	};
	audit_row: {
		seq: number;
		prev_hash: string;
		/** canonical JSON; the hash covers prev_hash and these bytes */
		body: string;
		hash: string;
	};
	/** One row: where the chain ends. Taking it for update is what keeps writers in line. */
	audit_head: {
		id: number;
		seq: number;
		hash: string;
	};
}
