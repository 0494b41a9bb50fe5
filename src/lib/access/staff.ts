/** People who signed in: who they are, for which hospital they act, what they may be (access.md 3.3, 3.4). */

export const roles = [
	'clinic-staff',
	'rural-doctor',
	'specialist',
	'radiologist',
	'coordinator',
	'hospital-admin',
	'privacy-officer',
	'operator',
] as const;
export type Role = (typeof roles)[number];

/** Codes are text and keep their leading zeros. Compared on `hcode9` when both sides have it, else on `hcode`. */
export interface HospitalCode {
	/** 5 digits, e.g. 00015 */
	readonly hcode: string;
	/** 2 letters and 7 digits, e.g. AA0000015 */
	readonly hcode9: string | null;
}

/** As the licence stood at sign-in; `validUntil` null: without an end. */
export interface Licence {
	readonly profession: 'doctor' | 'nurse' | 'technologist' | 'public-health' | 'other';
	readonly verified: boolean;
	readonly validUntil: number | null;
}

/** One person acting for one hospital in one browser. */
export interface Staff {
	readonly kind: 'staff';
	readonly sessionId: string;
	readonly personId: string;
	/** The name others see. Never in logs or the audit: `personId` is. */
	readonly name: string;
	readonly hospital: HospitalCode;
	/** At that hospital. */
	readonly roles: readonly Role[];
	readonly licence: Licence | null;
	/** The absolute end of the session. */
	readonly expiresAt: number;
	/** Idle too long or locked by hand: nothing is given until the same person signs in again. */
	readonly locked: boolean;
	/** Used by several people: nothing that belongs to a patient stays on it. Unknown counts as shared. */
	readonly sharedDevice?: boolean;
	/** When the person last proved who they are; signing, sharing, export and break-glass want it recent. */
	readonly provedAt: number;
}

export const stepUpMs = 5 * 60_000;

export function sameHospital(one: HospitalCode, other: HospitalCode): boolean {
	return one.hcode9 !== null && other.hcode9 !== null
		? one.hcode9 === other.hcode9
		: one.hcode === other.hcode;
}

/** Roles that look at pictures. Coordinators see lists and status; admins, officers and operators none of it (3.4 rule 4). */
const clinical: ReadonlySet<Role> = new Set(['clinic-staff', 'rural-doctor', 'specialist', 'radiologist']);

export function isClinical(staff: Pick<Staff, 'roles'>): boolean {
	return staff.roles.some((role) => clinical.has(role));
}

/** Rule 1: a verified licence that hasn't ended. */
export function licenceHolds(staff: Pick<Staff, 'licence'>, now: number): boolean {
	const { licence } = staff;
	return licence !== null && licence.verified && (licence.validUntil === null || now < licence.validUntil);
}

/** Acts reserved to doctors: signing, breaking the glass. */
export function isDoctor(staff: Pick<Staff, 'licence'>, now: number): boolean {
	return licenceHolds(staff, now) && staff.licence?.profession === 'doctor';
}

/** Whether acts that want a recent proof of who the person is must ask for one first (answered with `step-up-needed`). */
export function needsProof(staff: Pick<Staff, 'provedAt'>, now: number): boolean {
	return now - staff.provedAt > stepUpMs;
}
