/**
 * The rules for people (access.md 3.4), in the order they are asked: the session, the role, the licence, then what stands
 * between this person and this study. A right to see never comes from a role alone.
 */
import type { Right } from './principal.ts';
import { allow, deny } from './request.ts';
import type { AdminArea, Decision, Request, ReviewedAct } from './request.ts';
import { isClinical, isDoctor, licenceHolds, sameHospital, stepUpMs } from './staff.ts';
import type { Role, Staff } from './staff.ts';
import type { Membership, Standing } from './standing.ts';

export function decideStaff(staff: Staff, request: Request, now: number, standing: Standing): Decision {
	if (now >= staff.expiresAt) return deny('expired');
	if (staff.locked) return deny('locked');
	switch (request.action) {
		case 'listen':
			return allow(self(staff));
		case 'search':
			return has(staff, 'coordinator')
				? allow(self(staff))
				: (clinicalRefusal(staff, now) ?? allow(self(staff)));
		case 'view':
		case 'annotate':
		case 'download':
			return clinicalRefusal(staff, now) ?? decideRight(staff, request.action, now, standing);
		case 'share':
			// Who may open a hospital's studies to outsiders is that hospital: neither a consult nor a consent passes it on.
			return clinicalRefusal(staff, now) ?? (owns(staff, standing) ? own(staff) : deny('not-yours'));
		case 'store':
			return clinicalRefusal(staff, now) ?? decideStore(staff, request, standing);
		case 'break-glass':
			return clinicalRefusal(staff, now) ?? decideBreakGlass(staff, request, now, standing);
		case 'read-audit':
			return request.of === 'own' ? allow(self(staff)) : byRole(staff, 'privacy-officer');
		case 'manage-links':
			// Without asking for the licence: whoever made a link can always take it back.
			if (request.of === 'own') return isClinical(staff) ? allow(self(staff)) : deny('not-yours');
			return has(staff, 'hospital-admin') ? allow(self(staff)) : byRole(staff, 'privacy-officer');
		case 'review-break-glass':
			return decideReview(staff, request.act);
		case 'administer':
			return byRole(staff, administrator[request.area]);
		case 'tell-consent':
			return deny('not-yours');
	}
}

/** Administrators manage people of their hospital, operators the machinery; neither sees a patient (rule 4). */
const administrator = {
	people: 'hospital-admin',
	policies: 'hospital-admin',
	devices: 'hospital-admin',
	hospitals: 'operator',
	system: 'operator',
} as const satisfies Record<AdminArea, Role>;

/** Emergency access is to look and to ask: nothing leaves, nothing is passed on (access.md 3.5). */
const emergencyRights: ReadonlySet<Right> = new Set<Right>(['view', 'annotate']);
/** The patient agreed that their history is seen there, not that it's taken away. */
const consentedRights: ReadonlySet<Right> = new Set<Right>(['view', 'annotate']);

/** Rule 2, in the order in which a reason is least exceptional: that one goes into the audit. */
function decideRight(staff: Staff, right: Right, now: number, standing: Standing): Decision {
	if (owns(staff, standing)) return own(staff);
	if (!standing.known) return deny('not-yours');
	const member = standing.memberships.find((one) => isLive(one, now) && one.rights.includes(right));
	if (member !== undefined) return allow(`${member.through}:${member.id}`);
	const { consent, breakGlass } = standing;
	// Consent is to one hospital about another: of a study that is nobody's, nobody can have allowed anything.
	if (standing.owner !== null && consent.state === 'yes' && consentedRights.has(right))
		return allow(`consent:${consent.id}`);
	if (breakGlass !== null && now < breakGlass.until && emergencyRights.has(right))
		return allow(`break-glass:${breakGlass.id}`);
	return deny('not-yours');
}

/** A new study becomes the acting hospital's; nothing is slipped into another's. */
function decideStore(staff: Staff, request: Request & { action: 'store' }, standing: Standing): Decision {
	const takeable = request.study === null || !standing.known || owns(staff, standing);
	return takeable ? own(staff) : deny('not-yours');
}

function decideBreakGlass(
	staff: Staff,
	request: Request & { action: 'break-glass' },
	now: number,
	standing: Standing,
): Decision {
	if (!isDoctor(staff, now)) return deny('not-yours');
	if (now - staff.provedAt > stepUpMs) return deny('step-up-needed');
	// A study that is nobody's has no officer to be told and to review.
	const reviewable = request.study === null || (standing.known && standing.owner !== null);
	return reviewable ? allow(self(staff)) : deny('not-yours');
}

function decideReview(staff: Staff, act: ReviewedAct | null): Decision {
	if (!has(staff, 'privacy-officer')) return deny('not-yours');
	if (act === null) return allow(self(staff));
	if (!sameHospital(act.owner, staff.hospital)) return deny('not-yours');
	return act.actor === staff.personId || act.reviewerIsSubordinate ? deny('own-act') : allow(self(staff));
}

/** Rule 1; null when the role is clinical and the licence holds. */
function clinicalRefusal(staff: Staff, now: number): Decision | null {
	if (!isClinical(staff)) return deny('not-yours');
	return licenceHolds(staff, now) ? null : deny('licence-needed');
}

function byRole(staff: Staff, role: Role): Decision {
	return has(staff, role) ? allow(self(staff)) : deny('not-yours');
}

function has(staff: Staff, role: Role): boolean {
	return staff.roles.includes(role);
}

export function isLive(membership: Pick<Membership, 'until' | 'cancelled'>, now: number): boolean {
	return !membership.cancelled && (membership.until === null || now < membership.until);
}

function owns(staff: Staff, standing: Standing): boolean {
	return standing.owner !== null && sameHospital(standing.owner, staff.hospital);
}

function own(staff: Staff): Decision {
	return allow(`hospital:${staff.hospital.hcode}`);
}

function self(staff: Staff): string {
	return `staff:${staff.personId}`;
}
