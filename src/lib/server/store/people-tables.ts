/** People who signed in, their sessions, and what an operator has set. */
export interface PeopleTables {
	person: {
		id: string;
		/** HMAC of issuer and subject under our own key: some providers' subject is the citizen number */
		subject_hmac: string;
		name_th: string;
		name_en: string | null;
		/** HMAC of the citizen number, for finding one's own record as a patient */
		citizen_hmac: string | null;
		first_seen_at: number;
		last_seen_at: number;
	};
	/** As each sign-in told it last. */
	person_hospital: {
		person: string;
		hcode: string;
		/** JSON: roles */
		roles: string;
		position: string | null;
		/** JSON: licence, or null */
		licence: string | null;
		seen_at: number;
	};
	staff_session: {
		id: string;
		/** hex SHA-256 of the cookie's token */
		token_hash: string;
		/** the token before the last rotation, for requests that were on their way */
		previous_hash: string | null;
		previous_until: number | null;
		person: string;
		/** acting hospital */
		hcode: string;
		hcode9: string | null;
		/** JSON: roles at that hospital, as at sign-in */
		roles: string;
		/** JSON: licence as at sign-in, or null */
		licence: string | null;
		created_at: number;
		/** what the person last did, not what the page fetched */
		last_active_at: number;
		/** idle for longer than this is locked */
		idle_ms: number;
		locked_at: number | null;
		proved_at: number;
		/** absolute */
		expires_at: number;
		ended_at: number | null;
		/** hash of the browser's device cookie */
		device: string;
		/** what kind of browser, e.g. "Chrome · Windows" */
		device_label: string;
		/** 1: others use this machine too */
		shared_device: number;
	};
	/** Ids of sign-ins that came back: each opens one session. */
	used_once: {
		id: string;
		until: number;
	};
	setting: {
		/** hcode; '' for the hub */
		hospital: string;
		key: string;
		/** JSON */
		value: string;
		changed_at: number;
		changed_by: string;
	};
}
