import { describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { decide, visibleStudies } from './decide.ts';
import type { Grant, Guest, Principal, Right, ServiceScope } from './principal.ts';
import type { Request } from './request.ts';
import { noStanding } from './standing.ts';
import type { Standing } from './standing.ts';

const now = 1000;
const own = studyUid('1.2.3') as StudyUid;
const second = studyUid('1.2.4') as StudyUid;
const foreign = studyUid('1.2.30') as StudyUid;

const grant = (rights: readonly Right[], more: Partial<Grant> = {}): Grant => ({
	linkId: 'L',
	studies: [own],
	rights,
	expiresAt: 2000,
	revokedAt: null,
	...more,
});
const guest = (...grants: Grant[]): Guest => ({
	kind: 'guest',
	sessionId: 'S',
	grants,
	expiresAt: 2000,
	device: 'bound',
});
const unproved = (...grants: Grant[]): Guest => ({ ...guest(...grants), device: 'unproved' });
const service = (scopes: readonly ServiceScope[], more: object = {}): Principal => ({
	kind: 'service',
	tokenId: 'T',
	name: 'archive',
	hospital: null,
	scopes,
	expiresAt: 2000,
	revokedAt: null,
	...more,
});

const view = (study: StudyUid): Request => ({ action: 'view', study });
const annotate = (study: StudyUid): Request => ({ action: 'annotate', study });
const download = (study: StudyUid): Request => ({ action: 'download', study });
const search: Request = { action: 'search' };
const store: Request = { action: 'store', study: own };
const storeAny: Request = { action: 'store', study: null };

function of(hcode: string): Standing {
	return { ...noStanding, known: true, owner: { hcode, hcode9: null } };
}

const forPeopleOnly: readonly Request[] = [
	{ action: 'share', study: own },
	{ action: 'break-glass', study: own },
	{ action: 'read-audit', of: 'own' },
	{ action: 'read-audit', of: 'hospital' },
	{ action: 'manage-links', of: 'own' },
	{ action: 'manage-links', of: 'hospital' },
	{ action: 'review-break-glass', act: null },
	{ action: 'administer', area: 'people' },
	{ action: 'administer', area: 'system' },
];

const yes = 'yes';
type Expected = 'device-unproved' | 'yes' | 'sign-in-needed' | 'expired' | 'revoked' | 'not-yours';
const table: readonly (readonly [string, Principal, Request, Expected])[] = [
	['anonymous views', { kind: 'anonymous' }, view(own), 'sign-in-needed'],
	['anonymous searches', { kind: 'anonymous' }, search, 'sign-in-needed'],
	['anonymous stores', { kind: 'anonymous' }, storeAny, 'sign-in-needed'],

	['guest views own', guest(grant(['view'])), view(own), yes],
	['guest views foreign', guest(grant(['view'])), view(foreign), 'not-yours'],
	['guest annotates without the right', guest(grant(['view'])), annotate(own), 'not-yours'],
	['guest annotates', guest(grant(['view', 'annotate'])), annotate(own), yes],
	['guest annotates foreign', guest(grant(['view', 'annotate'])), annotate(foreign), 'not-yours'],
	['guest downloads without the right', guest(grant(['view', 'annotate'])), download(own), 'not-yours'],
	['guest downloads', guest(grant(['view', 'download'])), download(own), yes],
	['guest searches', guest(grant(['view'])), search, yes],
	['guest stores', guest(grant(['view', 'annotate', 'download'])), store, 'not-yours'],
	['guest with nothing', guest(), view(own), 'sign-in-needed'],
	['guest whose link ended', guest(grant(['view'], { expiresAt: now })), view(own), 'expired'],
	['guest whose link ends in a moment', guest(grant(['view'], { expiresAt: now + 1 })), view(own), yes],
	['guest whose link was revoked', guest(grant(['view'], { revokedAt: 1 })), view(own), 'revoked'],
	[
		'guest whose link was revoked and ended',
		guest(grant(['view'], { revokedAt: 1, expiresAt: 2 })),
		view(own),
		'revoked',
	],
	[
		'guest whose link was revoked asks for a foreign study',
		guest(grant(['view'], { revokedAt: 1 })),
		view(foreign),
		'revoked',
	],
	[
		'guest whose session ended',
		{ kind: 'guest', sessionId: 'S', grants: [grant(['view'])], expiresAt: now, device: 'bound' },
		view(own),
		'expired',
	],
	[
		'threat-5: guest whose device has not proved itself',
		unproved(grant(['view'])),
		view(own),
		'device-unproved',
	],
	['threat-5: the same in lists', unproved(grant(['view'])), search, 'device-unproved'],
	['threat-5: the same, revoked', unproved(grant(['view'], { revokedAt: 1 })), view(own), 'revoked'],
	['guest whose browser can keep no key', { ...guest(grant(['view'])), device: 'unbound' }, view(own), yes],
	[
		'guest with two links uses the living one',
		guest(grant(['view'], { revokedAt: 1 }), grant(['view'], { linkId: 'M', studies: [second] })),
		view(second),
		yes,
	],
	[
		'guest with two links does not carry a right from one to the other',
		guest(grant(['view', 'download']), grant(['view'], { linkId: 'M', studies: [second] })),
		download(second),
		'not-yours',
	],
	[
		'guest with two links loses the revoked one',
		guest(grant(['view'], { revokedAt: 1 }), grant(['view'], { linkId: 'M', studies: [second] })),
		view(own),
		'not-yours',
	],

	['reader service views any', service(['read']), view(foreign), yes],
	['reader service downloads', service(['read']), download(own), yes],
	['reader service searches', service(['read']), search, 'not-yours'],
	['reader service stores', service(['read']), store, 'not-yours'],
	['reader service annotates', service(['read', 'search', 'store']), annotate(own), 'not-yours'],
	['search service searches', service(['search']), search, yes],
	['search service views', service(['search']), view(own), 'not-yours'],
	['store service stores anywhere', service(['store']), storeAny, yes],
	['store service views', service(['store']), view(own), 'not-yours'],
	['revoked service', service(['read'], { revokedAt: 1 }), view(own), 'revoked'],
	['expired service', service(['read'], { expiresAt: now }), view(own), 'expired'],
	['service without scopes', service([]), search, 'not-yours'],
	['consent service tells', service(['consent']), { action: 'tell-consent' }, yes],
	[
		'reader service tells of consent',
		service(['read', 'search', 'store']),
		{ action: 'tell-consent' },
		'not-yours',
	],
	...(['anonymous', 'guest', 'service'] as const).flatMap((kind) =>
		forPeopleOnly.map((request): [string, Principal, Request, Expected] => [
			`${kind} asks for ${Object.values(request).join(' ')}`,
			{
				anonymous: { kind: 'anonymous' } as const,
				guest: guest(grant(['view', 'annotate', 'download'])),
				service: service(['search', 'read', 'store', 'consent']),
			}[kind],
			request,
			kind === 'anonymous' ? 'sign-in-needed' : 'not-yours',
		]),
	),
	['guest tells of consent', guest(grant(['view'])), { action: 'tell-consent' }, 'not-yours'],
	['guest listens', guest(grant(['view'])), { action: 'listen' }, yes],
	['anonymous listens', { kind: 'anonymous' }, { action: 'listen' }, 'sign-in-needed'],
	['service listens', service(['read', 'search']), { action: 'listen' }, 'not-yours'],
];

/** A hospital's own system and whose the study is. */
const systems: readonly (readonly [string, Request, Standing, Expected])[] = [
	['views own', view(own), of('10670'), yes],
	["views another hospital's", view(own), of('10999'), 'not-yours'],
	["views nobody's", view(own), { ...noStanding, known: true }, 'not-yours'],
	['views unknown', view(own), noStanding, 'not-yours'],
	['stores own', store, of('10670'), yes],
	["stores into another hospital's", store, of('10999'), 'not-yours'],
	["stores into nobody's", store, { ...noStanding, known: true }, 'not-yours'],
	['stores new', store, noStanding, yes],
	['stores anything', storeAny, noStanding, yes],
	['searches', search, noStanding, yes],
];

describe('decide', () => {
	it.each(table)('%s', (_name, principal, request, expected) => {
		const decision = decide(principal, request, now);
		expect(decision.allow ? yes : decision.reason).toBe(expected);
	});

	it.each(systems)("threat-1: a hospital's system %s", (_name, request, standing, expected) => {
		const bound = service(['search', 'read', 'store'], { hospital: '10670' });
		const decision = decide(bound, request, now, standing);
		expect(decision.allow ? yes : decision.reason).toBe(expected);
	});

	it('names the link that gave the right', () => {
		const two = guest(grant(['view']), grant(['view', 'download'], { linkId: 'M' }));
		expect(decide(two, download(own), now)).toEqual({ allow: true, because: 'link:M' });
	});
});

describe('visibleStudies', () => {
	const reach = { owners: ['10670'], studies: [] };
	it("is every study for the hub's own searching service, its hospital's for a bound one, the living links' for a guest", () => {
		expect(visibleStudies(service(['search']), now)).toEqual({ kind: 'all' });
		expect(visibleStudies(service(['search'], { hospital: '10670' }), now, reach)).toEqual({
			kind: 'hospital',
			...reach,
		});
		expect(visibleStudies(service(['read']), now)).toEqual({ kind: 'none' });
		expect(visibleStudies({ kind: 'anonymous' }, now)).toEqual({ kind: 'none' });
		const two = guest(grant(['view'], { studies: [own, second] }), grant(['view'], { studies: [second] }));
		expect(visibleStudies(two, now)).toEqual({ kind: 'studies', studies: [own, second] });
		expect(visibleStudies(guest(grant(['view'], { revokedAt: 1 })), now)).toEqual({ kind: 'none' });
	});
});
