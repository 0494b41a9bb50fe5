/**
 * What a sign-in established, whichever provider it came from: the one contract between the provider adapters, which verify and
 * translate, and the sessions, which believe it.
 */
import type { Licence, Role } from '#lib/access/staff.ts';

export interface ClaimedHospital {
	/** 5 digits */
	readonly hcode: string;
	/** 2 letters and 7 digits */
	readonly hcode9: string | null;
	readonly nameTh: string;
	readonly nameEn: string | null;
	/** at this hospital */
	readonly roles: readonly Role[];
	/** as the provider words it */
	readonly position: string | null;
}

export interface SignedInClaims {
	readonly issuer: string;
	/** Stored only as an HMAC under our own key: some providers' subject is the citizen number. */
	readonly subject: string;
	readonly nameTh: string;
	readonly nameEn: string | null;
	/** A person acts for one of them at a time. */
	readonly hospitals: readonly ClaimedHospital[];
	readonly licence: Licence | null;
	/** The citizen number under our own key, never the number or its provider's hash. */
	readonly citizenHmac: string | null;
	/** When the provider last saw the person prove who they are; ms */
	readonly authTime: number;
}
