import type { Right, ServiceScope } from '#lib/access/principal.ts';
import type { Role } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { OversightEvent } from './oversight-event.ts';

/**
 * What is written down for good: who, what, when, from where, why, with what result. Internal ids and study UIDs only: never
 * a PIN, a token, a name, a hospital number, a pixel or free text (access.md 3.8).
 */
export type AuditEvent = AuditWho & (AuditWhat | OversightEvent);

interface AuditWho {
	/** `staff:<person>`, `guest:<session>`, `service:<token>`, `operator` (a script on this machine), `system`, `anonymous` */
	readonly who: string;
	/** network address */
	readonly from: string | null;
	readonly requestId: string | null;
	/** hcode a person acted for */
	readonly hospital?: string | null;
}

type AuditWhat =
	| {
			readonly kind: 'link-created';
			readonly link: string;
			readonly studies: readonly StudyUid[];
			readonly rights: readonly Right[];
			readonly expiresAt: number;
			/** personId, hcode: only they may open it */
			readonly forPerson: string | null;
			readonly forHospital: string | null;
			readonly maxUses: number | null;
	  }
	/** `session`: the guest session it opened, or that of the person who took it in */
	| { readonly kind: 'link-redeemed'; readonly link: string; readonly session: string }
	| { readonly kind: 'link-refused'; readonly link: string | null; readonly reason: string }
	| { readonly kind: 'link-revoked'; readonly link: string }
	/** Somebody who holds a one-time link says that the opening before theirs was not theirs. */
	| { readonly kind: 'link-reported'; readonly link: string }
	/** A guest's cookie came from a device that couldn't sign for it. */
	| { readonly kind: 'device-refused'; readonly session: string }
	/** Programs that fetched the landing to preview a link, since the last such row: no link was touched. */
	| {
			readonly kind: 'landing-previewed';
			readonly robots: number;
			readonly line: number;
			readonly since: number;
	  }
	| { readonly kind: 'session-ended'; readonly session: string }
	/** Somebody came back from a provider and wasn't let in. `reason`: a code. */
	| { readonly kind: 'sign-in-refused'; readonly provider: string; readonly reason: string }
	/** `who` is the person; the roles are those at the hospital acted for. */
	| {
			readonly kind: 'signed-in';
			readonly session: string;
			/** hcode */
			readonly hospital: string;
			readonly roles: readonly Role[];
			readonly device: string;
	  }
	/** `replaced`: somebody signed in anew in the same browser; `other-device`: ended from the person's list of sessions. */
	| {
			readonly kind: 'signed-out';
			readonly session: string;
			readonly because: 'person' | 'replaced' | 'other-device' | 'hospital-gone';
	  }
	| { readonly kind: 'session-locked'; readonly session: string; readonly because: 'person' | 'idle' }
	/** The person proved anew who they are: after a lock, or before an act that wants it recent. */
	| { readonly kind: 'session-proved'; readonly session: string; readonly unlocked: boolean }
	| { readonly kind: 'session-ended-by-admin'; readonly session: string; readonly person: string }
	| {
			readonly kind: 'setting-changed';
			readonly setting: string;
			/** hcode; null: the hub's own */
			readonly hospital: string | null;
			/** null: the hospital had none of its own */
			readonly before: string | number | null;
			readonly after: string | number;
	  }
	/** A hospital was added, renamed, or given other institution names. */
	| {
			readonly kind: 'hospital-changed';
			/** hcode */
			readonly hospital: string;
			/** how many names its machines write */
			readonly institutions: number;
	  }
	| { readonly kind: 'token-created'; readonly token: string; readonly scopes: readonly ServiceScope[] }
	| { readonly kind: 'token-revoked'; readonly token: string }
	/** The first of a session's requests of this kind for this study within ten minutes. */
	| {
			readonly kind: 'access-granted';
			readonly action: string;
			readonly study: StudyUid | null;
			readonly because: string;
	  }
	/** `unrecorded`: refusals before this one that were left out so that nobody can flood the chain. */
	| {
			readonly kind: 'access-refused';
			readonly action: string;
			readonly study: StudyUid | null;
			readonly reason: string;
			readonly unrecorded: number;
	  }
	| {
			readonly kind: 'instances-stored';
			readonly study: StudyUid;
			readonly stored: number;
			readonly refused: number;
	  }
	/** The consent service said that a patient of these studies changed what they allow. */
	| { readonly kind: 'consent-changed'; readonly studies: readonly StudyUid[] }
	/** Emergency access (BTG): `owner` is the hospital whose patient it is; its officer reviews. */
	| {
			readonly kind: 'break-glass';
			readonly breakGlass: string;
			readonly study: StudyUid;
			readonly owner: string;
			/** the one acted for, and the owner: each of them finds it in its audit */
			readonly hospitals: readonly string[];
			readonly reason: string;
			readonly until: number;
	  }
	/** A patient was looked for at another hospital by an exact number, in an emergency; `found` says whether there was one. */
	| {
			readonly kind: 'emergency-searched';
			/** the one searched, and the one acted for */
			readonly hospitals: readonly string[];
			readonly found: boolean;
	  }
	/** `ended`: access that still ran was ended by it. */
	| {
			readonly kind: 'break-glass-reviewed';
			readonly breakGlass: string;
			readonly hospitals: readonly string[];
			readonly outcome: string;
			readonly ended: boolean;
	  }
	| {
			readonly kind: 'membership-granted';
			readonly through: 'consult' | 'referral';
			readonly ref: string;
			readonly studies: readonly StudyUid[];
			/** hcode; null when a person is named */
			readonly toHospital: string | null;
			readonly toPerson: string | null;
			readonly rights: readonly Right[];
	  }
	| {
			readonly kind: 'membership-ended';
			readonly through: 'consult' | 'referral';
			readonly ref: string;
			readonly how: 'closed' | 'cancelled';
	  }
	/** A consult moved; `move` and the states by code, whom it was put to by id. Question and words stay in the consult. */
	| {
			readonly kind: 'consult-moved';
			readonly consult: string;
			readonly move: string;
			readonly before: string;
			readonly after: string;
			readonly studies: readonly StudyUid[];
			readonly toSpecialty: string | null;
			/** hcode */
			readonly toHospital: string | null;
			readonly toPerson: string | null;
	  }
	/** Somebody's live line into a consult opened, first time in this session. */
	| { readonly kind: 'consult-joined'; readonly consult: string; readonly role: string }
	/** Which questions to a specialty reach this person at `hospital`. */
	| { readonly kind: 'specialty-set'; readonly person: string; readonly specialties: readonly string[] }
	/** Whom this person reports to at `hospital`; null: nobody. */
	| { readonly kind: 'chief-set'; readonly person: string; readonly chief: string | null }
	/** `hash`: of the signed bytes; `key`: which of our keys. The next version of an answer names the same consult. */
	| {
			readonly kind: 'answer-signed';
			readonly consult: string;
			readonly version: number;
			readonly hash: string;
			readonly key: string;
			readonly studies: readonly StudyUid[];
	  }
	/** Its objects are in the archive; `refused`: the archive won't have so many of them. */
	| {
			readonly kind: 'answer-handed-back';
			readonly consult: string;
			readonly version: number;
			readonly studies: readonly StudyUid[];
			readonly stored: number;
			readonly refused: number;
	  }
	/** A person said whose the files are. `accepted`: doubts they said yes to, by code. */
	| {
			readonly kind: 'upload-confirmed';
			readonly batch: string;
			readonly studies: readonly StudyUid[];
			readonly files: number;
			readonly accepted: readonly string[];
	  }
	| {
			readonly kind: 'upload-filed';
			readonly batch: string;
			readonly study: StudyUid;
			readonly stored: number;
			readonly already: number;
			readonly refused: number;
	  }
	/** Files that were turned away, by reason. */
	| {
			readonly kind: 'upload-refused';
			readonly batch: string;
			readonly study: StudyUid | null;
			readonly code: string;
			readonly files: number;
	  }
	/** What was sent and not filed is forgotten: given up by the person, or after its time. */
	| {
			readonly kind: 'upload-forgotten';
			readonly batch: string;
			readonly because: 'left-out' | 'closed' | 'expired';
			readonly files: number;
	  };
