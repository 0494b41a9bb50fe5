/**
 * Who may do what, as one pure table-tested function: the server decides with it, the browser explains with it.
 * Default deny. What a principal may not see does not exist for it: routes answer `not-yours` and unknown alike (threat 1).
 * The other refusals depend on the caller alone, never on what was asked for, so they tell nothing about any study.
 */
import type { StudyUid } from '#lib/dicom/uid.ts';
import { isClinical, licenceHolds, sameHospital } from './staff.ts';
import type { HospitalCode, Staff } from './staff.ts';

export type Right = 'view' | 'annotate' | 'download';

/** What one redeemed share link gives: exactly its studies and rights until it ends. */
export interface Grant {
	readonly linkId: string;
	readonly studies: readonly StudyUid[];
	readonly rights: readonly Right[];
	readonly expiresAt: number;
	readonly revokedAt: number | null;
}

export type Principal =
	| { readonly kind: 'anonymous' }
	/** A browser that redeemed one or more share links; each grant stands and ends alone. */
	| {
			readonly kind: 'guest';
			readonly sessionId: string;
			readonly grants: readonly Grant[];
			readonly expiresAt: number;
	  }
	/** Another system with a token an operator made (an archive that stores, a workstation that queries). */
	| {
			readonly kind: 'service';
			readonly tokenId: string;
			readonly name: string;
			/** hcode: what it stores belongs to this hospital */
			readonly hospital: string | null;
			readonly scopes: readonly ServiceScope[];
			readonly expiresAt: number;
			readonly revokedAt: number | null;
	  }
	| Staff;

/** What the server knows of a study and this person before it decides; read for staff only. */
export interface Standing {
	/** null: unknown study, or one that belongs to no hospital we know. */
	readonly owner: HospitalCode | null;
}
export const noStanding: Standing = { owner: null };

export type ServiceScope = 'search' | 'read' | 'store';

export type Request =
	| { readonly action: 'view' | 'annotate' | 'download' | 'share'; readonly study: StudyUid }
	/** A search: guests are answered from their own studies only (`visibleStudies`). */
	| { readonly action: 'search' }
	| { readonly action: 'store'; readonly study: StudyUid | null };

export type Decision =
	/** `because` names the link or token by its internal id, for the audit. */
	{ readonly allow: true; readonly because: string } | { readonly allow: false; readonly reason: DenyReason };

export type DenyReason = 'sign-in-needed' | 'expired' | 'revoked' | 'locked' | 'not-yours';

export function decide(
	principal: Principal,
	request: Request,
	now: number,
	standing: Standing = noStanding,
): Decision {
	switch (principal.kind) {
		case 'anonymous':
			return deny('sign-in-needed');
		case 'guest':
			return decideGuest(principal, request, now);
		case 'service':
			return decideService(principal, request, now);
		case 'staff':
			return decideStaff(principal, request, now, standing);
	}
}

/** The studies a search may answer from: null for all of them. */
export function visibleStudies(principal: Principal, now: number): readonly StudyUid[] | null {
	if (!decide(principal, { action: 'search' }, now).allow) return [];
	if (principal.kind === 'staff') return [];
	if (principal.kind !== 'guest') return null;
	const live = principal.grants.filter((grant) => isLive(grant, now) && grant.rights.includes('view'));
	return [...new Set(live.flatMap((grant) => grant.studies))];
}

function decideGuest(guest: Principal & { kind: 'guest' }, request: Request, now: number): Decision {
	if (now >= guest.expiresAt) return deny('expired');
	const live = guest.grants.filter((grant) => isLive(grant, now));
	const [first] = live;
	if (first === undefined) return deny(whyNoneIsLive(guest.grants));
	if (request.action === 'search') return { allow: true, because: `link:${first.linkId}` };
	if (request.action === 'store') return deny('not-yours');
	const { action, study } = request;
	if (action === 'share') return deny('not-yours');
	const grant = live.find((each) => each.studies.includes(study) && each.rights.includes(action));
	return grant === undefined ? deny('not-yours') : { allow: true, because: `link:${grant.linkId}` };
}

const scopeFor = {
	view: 'read',
	download: 'read',
	search: 'search',
	store: 'store',
	/** Marks belong to people. */
	annotate: null,
	share: null,
} as const satisfies Record<Request['action'], ServiceScope | null>;

function decideService(service: Principal & { kind: 'service' }, request: Request, now: number): Decision {
	if (service.revokedAt !== null) return deny('revoked');
	if (now >= service.expiresAt) return deny('expired');
	const scope = scopeFor[request.action];
	if (scope === null || !service.scopes.includes(scope)) return deny('not-yours');
	return { allow: true, because: `token:${service.tokenId}` };
}

function decideStaff(staff: Staff, request: Request, now: number, standing: Standing): Decision {
	if (now >= staff.expiresAt) return deny('expired');
	if (staff.locked) return deny('locked');
	const because = `staff:${staff.personId}`;
	if (request.action === 'search') return { allow: true, because };
	if (!isClinical(staff) || !licenceHolds(staff, now)) return deny('not-yours');
	if (request.action === 'store') return { allow: true, because };
	const own = standing.owner !== null && sameHospital(standing.owner, staff.hospital);
	return own ? { allow: true, because } : deny('not-yours');
}

function isLive(grant: Grant, now: number): boolean {
	return grant.revokedAt === null && now < grant.expiresAt;
}

/** A revoked link says so even after its time: the reader should ask its sender, not wait. */
function whyNoneIsLive(grants: readonly Grant[]): DenyReason {
	if (grants.some((grant) => grant.revokedAt !== null)) return 'revoked';
	return grants.length === 0 ? 'sign-in-needed' : 'expired';
}

function deny(reason: DenyReason): Decision {
	return { allow: false, reason };
}
