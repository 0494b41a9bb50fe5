import { describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { decide, visibleStudies } from './decide.ts';
import type { Principal } from './principal.ts';
import type { Action, Request, ReviewedAct } from './request.ts';
import { roles, stepUpMs } from './staff.ts';
import type { HospitalCode, Licence, Role, Staff } from './staff.ts';
import { noStanding } from './standing.ts';
import type { Membership, Standing } from './standing.ts';

const now = 10_000_000;
const study = studyUid('1.2.3') as StudyUid;
const here: HospitalCode = { hcode: '10670', hcode9: 'AA0010670' };
const there: HospitalCode = { hcode: '10999', hcode9: 'AA0010999' };

const doctor: Licence = { profession: 'doctor', verified: true, validUntil: now + 1 };
const nurse: Licence = { profession: 'nurse', verified: true, validUntil: null };
const staff = (role: Role, more: Partial<Staff> = {}): Staff => ({
	kind: 'staff',
	sessionId: 'S',
	personId: 'P',
	name: 'invented',
	hospital: here,
	roles: [role],
	licence: role === 'clinic-staff' ? nurse : clinical.has(role) ? doctor : null,
	expiresAt: now + 1,
	locked: false,
	provedAt: now - stepUpMs,
	...more,
});
const clinical: ReadonlySet<Role> = new Set<Role>([
	'clinic-staff',
	'rural-doctor',
	'specialist',
	'radiologist',
]);

const known = (more: Partial<Standing> = {}): Standing => ({
	...noStanding,
	known: true,
	owner: there,
	...more,
});
const member = (more: Partial<Membership> = {}): Standing =>
	known({
		memberships: [
			{ through: 'consult', id: 'C', rights: ['view', 'annotate'], until: null, cancelled: false, ...more },
		],
	});
const own = known({ owner: here });
const consented = known({ consent: { state: 'yes', id: 'K' } });
const broken = known({ breakGlass: { id: 'B', until: now + 1 } });

const requests = {
	view: { action: 'view', study },
	annotate: { action: 'annotate', study },
	download: { action: 'download', study },
	share: { action: 'share', study },
	store: { action: 'store', study },
	'store anything': { action: 'store', study: null },
	'break glass': { action: 'break-glass', study },
	'break glass for whom is found': { action: 'break-glass', study: null },
	search: { action: 'search' },
	listen: { action: 'listen' },
	'own audit': { action: 'read-audit', of: 'own' },
	"hospital's audit": { action: 'read-audit', of: 'hospital' },
	'own links': { action: 'manage-links', of: 'own' },
	"hospital's links": { action: 'manage-links', of: 'hospital' },
	reviews: { action: 'review-break-glass', act: null },
	people: { action: 'administer', area: 'people' },
	policies: { action: 'administer', area: 'policies' },
	devices: { action: 'administer', area: 'devices' },
	hospitals: { action: 'administer', area: 'hospitals' },
	system: { action: 'administer', area: 'system' },
	'tell consent': { action: 'tell-consent' },
} as const satisfies Record<string, Request>;
type Asked = keyof typeof requests;

function allowed(principal: Principal, standing: Standing): Asked[] {
	const asked = Object.entries(requests) as [Asked, Request][];
	return asked.filter(([, request]) => decide(principal, request, now, standing).allow).map(([name]) => name);
}
function answer(principal: Principal, name: Asked, standing: Standing): string {
	const decision = decide(principal, requests[name], now, standing);
	return decision.allow ? decision.because : decision.reason;
}

/** What each role may do whatever the study; everything else about a study comes from the standing. */
const always: Record<Role, Asked[]> = {
	'clinic-staff': ['store anything', 'search', 'listen', 'own audit', 'own links'],
	'rural-doctor': [
		'store anything',
		'break glass for whom is found',
		'search',
		'listen',
		'own audit',
		'own links',
	],
	specialist: [
		'store anything',
		'break glass for whom is found',
		'search',
		'listen',
		'own audit',
		'own links',
	],
	radiologist: [
		'store anything',
		'break glass for whom is found',
		'search',
		'listen',
		'own audit',
		'own links',
	],
	coordinator: ['search', 'listen', 'own audit'],
	'hospital-admin': ['listen', 'own audit', "hospital's links", 'people', 'policies', 'devices'],
	'privacy-officer': ['listen', 'own audit', "hospital's audit", "hospital's links", 'reviews'],
	operator: ['listen', 'own audit', 'hospitals', 'system'],
};
/** What a standing adds for a clinical role whose licence holds. */
const standings: readonly (readonly [string, Standing, Asked[]])[] = [
	['unknown', noStanding, ['store']],
	['own', own, ['view', 'annotate', 'download', 'share', 'store']],
	["another hospital's", known(), []],
	["nobody's", known({ owner: null }), []],
	['consult to view', member({ rights: ['view'] }), ['view']],
	['consult to view and annotate', member(), ['view', 'annotate']],
	[
		'referral to download',
		member({ through: 'referral', rights: ['view', 'download'] }),
		['view', 'download'],
	],
	['consult closed, still readable', member({ until: now + 1 }), ['view', 'annotate']],
	['consult closed long ago', member({ until: now }), []],
	['consult cancelled', member({ cancelled: true }), []],
	['consult cancelled within the time of a closed one', member({ cancelled: true, until: now + 1 }), []],
	['consent', consented, ['view', 'annotate']],
	["consent for nobody's study", known({ owner: null, consent: { state: 'yes', id: 'K' } }), []],
	['consent for an unknown study', { ...noStanding, consent: { state: 'yes', id: 'K' } }, ['store']],
	['no consent', known({ consent: { state: 'no' } }), []],
	['consent expired', known({ consent: { state: 'expired' } }), []],
	['consent withdrawn', known({ consent: { state: 'withdrawn' } }), []],
	['consent unknown', known({ consent: { state: 'unknown' } }), []],
	['consent service down', known({ consent: { state: 'unavailable' } }), []],
	['glass broken', broken, ['view', 'annotate']],
	['glass broken, over', known({ breakGlass: { id: 'B', until: now } }), []],
];
const doctorsToo = (standing: Standing): Asked[] =>
	standing.known && standing.owner !== null ? ['break glass'] : [];

const cells = roles.flatMap((role) =>
	standings.map(([name, standing, added]) => {
		const studys = clinical.has(role) ? added : [];
		const emergency = clinical.has(role) && role !== 'clinic-staff' ? doctorsToo(standing) : [];
		return [role, name, standing, [...always[role], ...studys, ...emergency]] as const;
	}),
);

describe('decide for people', () => {
	it('has a row for every action', () => {
		const actions = new Set(Object.values(requests).map((request) => request.action));
		const every = {
			view: 1,
			annotate: 1,
			download: 1,
			share: 1,
			store: 1,
			'break-glass': 1,
			search: 1,
			listen: 1,
			'read-audit': 1,
			'manage-links': 1,
			'review-break-glass': 1,
			administer: 1,
			'tell-consent': 1,
		} satisfies Record<Action, 1>;
		expect([...actions].sort()).toEqual(Object.keys(every).sort());
	});

	it.each(cells)('threat-1: %s, study %s', (role, _name, standing, expected) => {
		expect(allowed(staff(role), standing).sort()).toEqual([...expected].sort());
	});

	it.each(roles)('%s without a licence sees no study, and is told that it is the licence', (role) => {
		for (const licence of [null, { ...doctor, verified: false }, { ...doctor, validUntil: now }]) {
			for (const [name, standing] of standings) {
				const person = staff(role, { licence });
				const asked = (['view', 'annotate', 'download', 'share', 'store', 'break glass'] as const).map(
					(each) => answer(person, each, standing),
				);
				const reason = clinical.has(role) ? 'licence-needed' : 'not-yours';
				expect(new Set(asked), name).toEqual(new Set([reason]));
			}
		}
	});

	it.each(roles)('%s may take back what they made even when the licence has ended', (role) => {
		expect(answer(staff(role, { licence: null }), 'own links', noStanding)).toBe(
			clinical.has(role) ? 'staff:P' : 'not-yours',
		);
	});

	it('a session that is locked or over gives nothing at all', () => {
		for (const role of roles) {
			for (const name of Object.keys(requests) as Asked[]) {
				expect(answer(staff(role, { locked: true }), name, own)).toBe('locked');
				expect(answer(staff(role, { expiresAt: now }), name, own)).toBe('expired');
			}
		}
	});

	it('a person without roles may see what they did, and nothing else', () => {
		expect(allowed(staff('operator', { roles: [] }), own)).toEqual(['listen', 'own audit']);
	});

	it('roles add up: a doctor who is the officer too may do both', () => {
		const both = staff('specialist', { roles: ['specialist', 'privacy-officer'] });
		expect(allowed(both, own)).toContain("hospital's audit");
		expect(allowed(both, own)).toContain('view');
	});

	it('an unknown study and a forbidden one are refused in the same words', () => {
		for (const role of roles) {
			for (const name of ['view', 'annotate', 'download', 'share'] as const) {
				expect(answer(staff(role), name, noStanding)).toBe(answer(staff(role), name, known()));
			}
		}
	});

	it.each<[string, Standing, Asked, string]>([
		['own comes first', { ...member(), owner: here }, 'view', 'hospital:10670'],
		['then the consult', { ...consented, memberships: member().memberships }, 'view', 'consult:C'],
		['then the consent', { ...consented, breakGlass: broken.breakGlass }, 'view', 'consent:K'],
		['then the broken glass', broken, 'view', 'break-glass:B'],
		[
			'the consult that gives this right, not the first',
			known({
				memberships: [...member({ id: 'D', rights: ['view'] }).memberships, ...member().memberships],
			}),
			'annotate',
			'consult:C',
		],
	])('the audit names why: %s', (_name, standing, asked, because) => {
		expect(answer(staff('specialist'), asked, standing)).toBe(because);
	});

	it('hospitals are told apart by the 9 digit code when both have it', () => {
		const sameFive = known({ owner: { hcode: here.hcode, hcode9: there.hcode9 } });
		expect(answer(staff('specialist'), 'view', sameFive)).toBe('not-yours');
		const sameNine = known({ owner: { hcode: there.hcode, hcode9: here.hcode9 } });
		expect(answer(staff('specialist'), 'view', sameNine)).toBe('hospital:10670');
		const fiveOnly = known({ owner: { hcode: here.hcode, hcode9: null } });
		expect(answer(staff('specialist'), 'view', fiveOnly)).toBe('hospital:10670');
	});
});

describe('breaking the glass', () => {
	it.each<[string, Staff, Standing, string]>([
		['a doctor who just proved who they are', staff('rural-doctor'), known(), 'staff:P'],
		['a nurse', staff('clinic-staff'), known(), 'not-yours'],
		[
			'a doctor by role whose licence is a nurse’s',
			staff('specialist', { licence: nurse }),
			known(),
			'not-yours',
		],
		['a doctor who is the officer only', staff('privacy-officer', { licence: doctor }), known(), 'not-yours'],
		[
			'proof a moment too old',
			staff('specialist', { provedAt: now - stepUpMs - 1 }),
			known(),
			'step-up-needed',
		],
		[
			'proof too old, of an unknown study alike',
			staff('specialist', { provedAt: now - stepUpMs - 1 }),
			noStanding,
			'step-up-needed',
		],
		['an unknown study', staff('specialist'), noStanding, 'not-yours'],
		['a study that has no officer', staff('specialist'), known({ owner: null }), 'not-yours'],
	])('threat-21: %s', (_name, person, standing, expected) => {
		expect(answer(person, 'break glass', standing)).toBe(expected);
	});

	const act: ReviewedAct = { owner: here, actor: 'Q', reviewerIsSubordinate: false };
	it.each<[string, Staff, ReviewedAct, string]>([
		['the officer of the owning hospital', staff('privacy-officer'), act, 'staff:P'],
		['the officer of another hospital', staff('privacy-officer', { hospital: there }), act, 'not-yours'],
		['the officer who did it', staff('privacy-officer'), { ...act, actor: 'P' }, 'own-act'],
		[
			'an officer who answers to the doctor',
			staff('privacy-officer'),
			{ ...act, reviewerIsSubordinate: true },
			'own-act',
		],
		['a doctor', staff('specialist'), act, 'not-yours'],
		['an admin', staff('hospital-admin'), act, 'not-yours'],
		['an operator', staff('operator'), act, 'not-yours'],
	])('threat-21: reviewed by %s', (_name, person, reviewed, expected) => {
		const decision = decide(person, { action: 'review-break-glass', act: reviewed }, now);
		expect(decision.allow ? decision.because : decision.reason).toBe(expected);
	});
});

describe('visibleStudies for people', () => {
	const reach = { owners: ['10670'], studies: [study] };
	it.each(roles)('%s', (role) => {
		const sees = clinical.has(role) || role === 'coordinator';
		expect(visibleStudies(staff(role), now, reach)).toEqual(
			sees ? { kind: 'hospital', ...reach } : { kind: 'none' },
		);
		expect(visibleStudies(staff(role, { locked: true }), now, reach)).toEqual({ kind: 'none' });
	});
	it('a doctor without a licence lists nothing', () => {
		expect(visibleStudies(staff('specialist', { licence: null }), now, reach)).toEqual({ kind: 'none' });
	});
});
