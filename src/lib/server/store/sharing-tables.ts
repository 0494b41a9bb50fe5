/** What became of a share link: who opened it, on which device, and for whom it is kept. */
export interface SharingTables {
	/** Which tokens open a guest session: each short-lived where the device can prove itself, so that a copied cookie dies of age. */
	guest_token: {
		/** hex SHA-256 */
		token_hash: string;
		session: string;
		/** of the browser's own name: another browser with the same cookie isn't the one that was asked */
		agent_hash: string | null;
		good_until: number;
		/** 1: one page may still be opened with it */
		entry: number;
	};
	/** Asked of a device once, then gone. */
	guest_challenge: {
		challenge: string;
		session: string;
		expires_at: number;
	};
	link_opening: {
		id: string;
		link: string;
		at: number;
		kind: 'opened' | 'again' | 'refused' | 'reported';
		/** guest session, or null */
		session: string | null;
		/** who signed in for it, or null */
		person: string | null;
		device: 'phone' | 'tablet' | 'computer' | 'unknown';
		/** shortened network address, or null */
		place: string | null;
		/** 1: the session is bound to this device */
		bound: number;
	};
	/** People who took a link in while signed in: it is theirs on every machine they sign in to. */
	link_taker: {
		link: string;
		person: string;
		taken_at: number;
	};
	/** A tap on a link for a named person, kept over the sign-in. */
	link_intent: {
		/** hex SHA-256 of the cookie */
		token_hash: string;
		/** hex SHA-256 of the link's secret, as in share_link */
		secret_hash: string;
		expires_at: number;
	};
}
