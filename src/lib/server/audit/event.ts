import type { Right, ServiceScope } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';

/**
 * What is written down for good: who, what, when, from where, why, with what result. Internal ids and study UIDs only: never
 * a PIN, a token, a name, a hospital number, a pixel or free text (access.md 3.8).
 */
export type AuditEvent = AuditWho & AuditWhat;

interface AuditWho {
	/** `guest:<session>`, `service:<token>`, `operator` (a script on this machine), `system`, `anonymous` */
	readonly who: string;
	/** network address */
	readonly from: string | null;
	readonly requestId: string | null;
}

type AuditWhat =
	| {
			readonly kind: 'link-created';
			readonly link: string;
			readonly studies: readonly StudyUid[];
			readonly rights: readonly Right[];
			readonly expiresAt: number;
	  }
	| { readonly kind: 'link-redeemed'; readonly link: string; readonly session: string }
	| { readonly kind: 'link-refused'; readonly link: string | null; readonly reason: string }
	| { readonly kind: 'link-revoked'; readonly link: string }
	| { readonly kind: 'session-ended'; readonly session: string }
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
	  };
