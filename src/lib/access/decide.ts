/**
 * Who may do what, as one pure table-tested function: the server decides with it, the browser explains with it.
 * Default deny. What a principal may not see does not exist for it: routes answer `not-yours` and unknown alike (threat 1).
 * The other refusals depend on the caller alone, never on what was asked for, so they tell nothing about any study.
 */
import { decideStaff } from './decide-staff.ts';
import type { Grant, Guest, Principal, Service, ServiceScope } from './principal.ts';
import { allow, deny } from './request.ts';
import type { Action, Decision, DenyReason, Request } from './request.ts';
import { isClinical, licenceHolds } from './staff.ts';
import { noStanding } from './standing.ts';
import type { Standing } from './standing.ts';
import { noReach } from './visibility.ts';
import type { Reach, Visibility } from './visibility.ts';

export type { Grant, Principal, Right, ServiceScope } from './principal.ts';
export type { Decision, DenyReason, Request } from './request.ts';

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
			return decideService(principal, request, now, standing);
		case 'staff':
			return decideStaff(principal, request, now, standing);
	}
}

/** The studies that lists and searches answer from. `reach` is of people and of a hospital's services; others have none. */
export function visibleStudies(principal: Principal, now: number, reach: Reach = noReach): Visibility {
	if (!decide(principal, { action: 'search' }, now).allow) return { kind: 'none' };
	switch (principal.kind) {
		case 'anonymous':
			return { kind: 'none' };
		case 'guest': {
			const live = principal.grants.filter((grant) => isLive(grant, now) && grant.rights.includes('view'));
			return { kind: 'studies', studies: [...new Set(live.flatMap((grant) => grant.studies))] };
		}
		case 'service':
			return principal.hospital === null
				? { kind: 'all' }
				: { kind: 'hospital', owners: reach.owners, studies: [] };
		case 'staff':
			return { kind: 'hospital', ...reach };
	}
}

/**
 * Whether lists may tell this caller more of a study than its row: what stands in an instance's header is clinical (a report's
 * text, an admitting diagnosis), and whoever only lists has no business with it (access.md 3.4 rule 4).
 */
export function readsHeaders(principal: Principal, now: number): boolean {
	switch (principal.kind) {
		case 'anonymous':
			return false;
		case 'guest':
			// Lists show a guest only what a living link opens.
			return true;
		case 'service':
			return principal.scopes.includes('read');
		case 'staff':
			return isClinical(principal) && licenceHolds(principal, now);
	}
}

function decideGuest(guest: Guest, request: Request, now: number): Decision {
	if (now >= guest.expiresAt) return deny('expired');
	const live = guest.grants.filter((grant) => isLive(grant, now));
	const [first] = live;
	if (first === undefined) return deny(whyNoneIsLive(guest.grants));
	if (guest.device === 'unproved') return deny('device-unproved');
	switch (request.action) {
		case 'search':
		case 'listen':
			return allow(`link:${first.linkId}`);
		case 'view':
		case 'annotate':
		case 'download': {
			const { action, study } = request;
			const grant = live.find((each) => each.studies.includes(study) && each.rights.includes(action));
			return grant === undefined ? deny('not-yours') : allow(`link:${grant.linkId}`);
		}
		case 'share':
		case 'store':
		case 'break-glass':
		case 'read-audit':
		case 'manage-links':
		case 'review-break-glass':
		case 'administer':
		case 'tell-consent':
			return deny('not-yours');
	}
}

/** Marks, links, emergencies and judgement belong to people. */
const scopeFor = {
	view: 'read',
	download: 'read',
	search: 'search',
	store: 'store',
	'tell-consent': 'consent',
	annotate: null,
	share: null,
	listen: null,
	'break-glass': null,
	'read-audit': null,
	'manage-links': null,
	'review-break-glass': null,
	administer: null,
} as const satisfies Record<Action, ServiceScope | null>;

function decideService(service: Service, request: Request, now: number, standing: Standing): Decision {
	if (service.revokedAt !== null) return deny('revoked');
	if (now >= service.expiresAt) return deny('expired');
	const scope = scopeFor[request.action];
	if (scope === null || !service.scopes.includes(scope)) return deny('not-yours');
	return withinHospital(service, request, standing) ? allow(`token:${service.tokenId}`) : deny('not-yours');
}

/** A hospital's own system reaches that hospital's studies, and may bring new ones. */
function withinHospital(service: Service, request: Request, standing: Standing): boolean {
	if (service.hospital === null || !('study' in request) || request.study === null) return true;
	if (request.action === 'store' && !standing.known) return true;
	return standing.owner?.hcode === service.hospital;
}

function isLive(grant: Grant, now: number): boolean {
	return grant.revokedAt === null && now < grant.expiresAt;
}

/** A revoked link says so even after its time: the reader should ask its sender, not wait. */
function whyNoneIsLive(grants: readonly Grant[]): DenyReason {
	if (grants.some((grant) => grant.revokedAt !== null)) return 'revoked';
	return grants.length === 0 ? 'sign-in-needed' : 'expired';
}
