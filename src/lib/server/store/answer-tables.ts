/** Signed answers, the letters made of them, and their way back into the archive. */
export interface AnswerTables {
	/** Rows are only ever added. */
	consult_answer: {
		consult: string;
		/** from 1, without gaps */
		version: number;
		/** the signed bytes, as text: canonical JSON */
		body: string;
		/** hex SHA-256 of them */
		hash: string;
		/** Ed25519, base64 */
		signature: string;
		key_id: string;
		/** person */
		signed_by: string;
		signed_at: number;
		/** made by the screen for this one signing */
		request_key: string;
	};
	consult_letter: {
		consult: string;
		version: number;
		/** where its QR code leads */
		address: string;
		/** the share link behind it; null: the consult itself */
		link: string | null;
		link_until: number | null;
		/** the PDF; null: not made yet */
		bytes: Uint8Array | null;
		made_at: number | null;
	};
	/** One row for each object that goes back. */
	consult_hand_back: {
		consult: string;
		version: number;
		/** pdf, report, keys, or state-N for the Nth key image */
		part: string;
		study: string;
		/** hcode of the hospital whose study it was when the answer was signed */
		owner: string | null;
		state: 'waiting' | 'stored' | 'refused';
		tries: number;
		/** not before; a process that works on it moves it on, so that two don't */
		next_at: number;
		/** why the last try came to nothing */
		code: string | null;
		stored_at: number | null;
		/** made once: an archive refuses other bytes under the same UID */
		bytes: Uint8Array | null;
	};
}
