/** What stands between one person and one study, as the server knows it when it decides. Read for people, and for services of one hospital. */
import type { Right } from './principal.ts';
import type { HospitalCode } from './staff.ts';

/** This person, or the hospital they act for, is named in a consult, a referral or a share link about this very study. */
export interface Membership {
	readonly through: 'consult' | 'referral' | 'link';
	/** of the consult, the referral or the share link made for this person */
	readonly id: string;
	readonly rights: readonly Right[];
	/** A closed consult can be read a while longer; null: it's open. */
	readonly until: number | null;
	/** Cancelled: over at once, whatever `until` says. */
	readonly cancelled: boolean;
}

/** What the patient allowed the acting hospital to see of the owning one. Anything but `yes` gives nothing. */
export type Consent =
	| { readonly state: 'yes'; readonly id: string }
	| { readonly state: 'no' | 'expired' | 'withdrawn' | 'unknown' | 'unavailable' };

/** Emergency access of this person to this study's patient. */
export interface BreakGlass {
	readonly id: string;
	readonly until: number;
}

export interface Standing {
	/** There is such a study. */
	readonly known: boolean;
	/** null: unknown study, or one that belongs to no hospital we know. */
	readonly owner: HospitalCode | null;
	readonly memberships: readonly Membership[];
	readonly consent: Consent;
	readonly breakGlass: BreakGlass | null;
}

/** Of a study that doesn't exist; also what is true of anyone about whom nothing was asked. */
export const noStanding: Standing = {
	known: false,
	owner: null,
	memberships: [],
	consent: { state: 'unknown' },
	breakGlass: null,
};
