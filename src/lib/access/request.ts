/** What can be asked, and what the answer can be. */
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { HospitalCode } from './staff.ts';

/** What an administrator looks after. None of it shows a patient. */
export type AdminArea =
	/** who works here, with which roles and whose subordinate */
	| 'people'
	/** link days, offline tier, idle time */
	| 'policies'
	/** browsers that hold studies offline */
	| 'devices'
	/** the hospitals of the hub and the names their machines write */
	| 'hospitals'
	/** tokens of other systems, archives, retention */
	| 'system';

/** A use of break-glass as its reviewer's right depends on it. */
export interface ReviewedAct {
	/** whose study was opened */
	readonly owner: HospitalCode;
	/** personId of the doctor who broke the glass */
	readonly actor: string;
	/** The reviewer answers to that doctor. */
	readonly reviewerIsSubordinate: boolean;
}

export type Request =
	| { readonly action: 'view' | 'annotate' | 'download' | 'share'; readonly study: StudyUid }
	/** Emergency access to this study's patient; null: to somebody who is still to be found. */
	| { readonly action: 'break-glass'; readonly study: StudyUid | null }
	/** A list or a search; what it may answer from is `visibleStudies`. */
	| { readonly action: 'search' }
	/** To have a stream of signals open, each of which is checked on its own. */
	| { readonly action: 'listen' }
	/** `study` null: what comes isn't known yet, and each study is asked for on its own. */
	| { readonly action: 'store'; readonly study: StudyUid | null }
	/** `own`: what I did myself. `hospital`: who opened the studies of my hospital, and what its people did. */
	| { readonly action: 'read-audit'; readonly of: 'own' | 'hospital' }
	/** `own`: the links I made. `hospital`: every link to my hospital's studies. */
	| { readonly action: 'manage-links'; readonly of: 'own' | 'hospital' }
	/** `act` null: the list of my hospital's. */
	| { readonly action: 'review-break-glass'; readonly act: ReviewedAct | null }
	| { readonly action: 'administer'; readonly area: AdminArea }
	/** Another system says that a patient's consent changed. */
	| { readonly action: 'tell-consent' };

export type Action = Request['action'];

export type Decision =
	/** `because` names the link, token, consult, consent or use of break-glass by its internal id, for the audit. */
	{ readonly allow: true; readonly because: string } | { readonly allow: false; readonly reason: DenyReason };

/** All but `not-yours` depend on the caller alone, never on what was asked for, so they tell nothing about any study. */
export type DenyReason =
	| 'sign-in-needed'
	| 'expired'
	| 'revoked'
	| 'locked'
	/** a guest's cookie whose device must sign for it first */
	| 'device-unproved'
	/** a clinical role without a verified licence that still runs */
	| 'licence-needed'
	/** the person must prove again who they are */
	| 'step-up-needed'
	/** nobody judges what they did themselves, or what their chief did */
	| 'own-act'
	| 'not-yours';

export function allow(because: string): Decision {
	return { allow: true, because };
}

export function deny(reason: DenyReason): Decision {
	return { allow: false, reason };
}
