/** Links by people on both databases: the device they are bound to, the person they are for, what their maker learns. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { standingOf } from '#lib/server/access/standing.ts';
import { studiesGivenTo } from '#lib/server/access/given-studies.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { verify } from '#lib/server/audit/verify.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { catalogueStudy } from '../../../../tests/catalogued.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import type { Actor } from './actor.ts';
import { challengeText, isDeviceKey, newChallenge, proveDevice } from './device-proof.ts';
import { guestOf } from './guest-session.ts';
import type { GuestBrowser } from './guest-session.ts';
import { boundTokenMs, takeEntry } from './guest-token.ts';
import { LandingVisits } from './landing-visits.ts';
import { bookedLinks } from './link-book.ts';
import { claimLink, keepIntent } from './link-intent.ts';
import { redeem } from './redeem.ts';
import { reportLink } from './report-link.ts';
import { createNamedLink, createShareLink, revokeShareLink } from './share-link.ts';
import type { LinkOrder, MadeLink } from './share-link.ts';

const hour = 3_600_000;
const start = 1_764_000_000_000;
const study = studyUid('1.2.3') as StudyUid;
const maker: Actor = { who: 'staff:maker', from: '192.0.2.1', requestId: 'r', now: start };
const visitor = (now = start + 1): Actor => ({ who: 'anonymous', from: '203.0.113.77', requestId: 'r', now });
const order = (more: Partial<LinkOrder> = {}): LinkOrder => ({
	studies: [study],
	rights: ['view'],
	target: null,
	lifetimeMs: 72 * hour,
	maxUses: null,
	makerHospital: '10001',
	...more,
});
const person = (personId: string, more: Partial<Staff> = {}): Staff => ({
	kind: 'staff',
	sessionId: `session-${personId}`,
	personId,
	name: personId,
	hospital: { hcode: '10002', hcode9: null },
	roles: ['specialist'],
	licence: { profession: 'doctor', verified: true, validUntil: null },
	expiresAt: start + 12 * hour,
	locked: false,
	provedAt: start,
	...more,
});

interface Device {
	readonly publicKey: string;
	readonly privateKey: KeyObject;
}

function device(): Device {
	const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
	const raw = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
	return { publicKey: raw.toString('base64url'), privateKey };
}

function signed({ privateKey }: Device, challenge: string): string {
	const text = Buffer.from(challengeText(challenge));
	return sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
}

const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile';
const browser = (more: Partial<GuestBrowser> = {}): GuestBrowser => ({
	token: null,
	deviceKey: null,
	agent,
	...more,
});

async function made(db: Database, more: Partial<LinkOrder> = {}): Promise<MadeLink> {
	const link = await createShareLink(db, order(more), maker);
	if (!link.ok) throw new Error(link.reason);
	return link.value;
}

async function opened(db: Database, link: MadeLink, by: GuestBrowser, now = start + 1) {
	const { result } = await redeem(db, { secret: link.secret, pin: link.pin, browser: by }, visitor(now));
	if (!result.ok) throw new Error(result.reason.code);
	return result.value;
}

async function prove(db: Database, session: string, by: Device, now: number, entry = false) {
	const challenge = await newChallenge(db, session, now);
	const proof = { challenge, signature: signed(by, challenge), entry, agent };
	return proveDevice(db, session, proof, visitor(now));
}

async function kinds(db: Database): Promise<unknown[]> {
	const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
	return rows.map((row) => JSON.parse(row.body)['kind']);
}

async function withPeople(db: Database): Promise<void> {
	for (const hcode of ['10001', '10002']) {
		const names = { nameTh: `โรงพยาบาล ${hcode}`, nameEn: `Hospital ${hcode}` };
		await putHospital(db, { hcode, hcode9: null, ...names, institutions: [] });
	}
	for (const id of ['maker', 'named', 'other']) {
		const seen = { first_seen_at: start, last_seen_at: start };
		const row = { id, subject_hmac: id, name_th: `ผู้ใช้ ${id}`, name_en: null, citizen_hmac: null, ...seen };
		await db.insertInto('person').values(row).execute();
	}
}

const peers = databases.map((make) => make());

describe.each(peers)('links by people on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('threat-5: a bound cookie is good for one page and two and a half minutes, then the device must sign', async () => {
		const db = await peer.open();
		const own = device();
		const session = await opened(db, await made(db), browser({ deviceKey: own.publicKey }));
		const at = (now: number, by = agent) => guestOf(db, { token: session.token, agent: by }, now);
		expect((await at(start + 2))?.device).toBe('bound');
		expect(await takeEntry(db, session.token, start + 2)).toBe(true);
		// A copy of the cookie opens no second page, and another browser gets nothing at all.
		expect(await takeEntry(db, session.token, start + 3)).toBe(false);
		expect((await at(start + 3, 'another browser'))?.device).toBe('unproved');
		const late = await at(start + 1 + boundTokenMs);
		expect(late?.device).toBe('unproved');
		const asked = { action: 'view', study } as const;
		expect(decide(late!, asked, start + 1 + boundTokenMs)).toEqual({
			allow: false,
			reason: 'device-unproved',
		});
		const proved = await prove(db, session.id, own, start + boundTokenMs + 5, true);
		if (!proved.ok) throw new Error(proved.reason);
		const next = await guestOf(db, { token: proved.value.token, agent }, start + boundTokenMs + 6);
		expect(next?.device).toBe('bound');
		expect(await takeEntry(db, proved.value.token, start + boundTokenMs + 6)).toBe(true);
	});

	it('threat-5: another key, a used challenge and another session are refused, and a wrong signature is written down', async () => {
		const db = await peer.open();
		const own = device();
		const session = await opened(db, await made(db), browser({ deviceKey: own.publicKey }));
		expect(await prove(db, session.id, device(), start + 2)).toEqual({ ok: false, reason: 'device-other' });
		const challenge = await newChallenge(db, session.id, start + 3);
		const proof = { challenge, signature: signed(own, challenge), entry: false, agent };
		expect((await proveDevice(db, session.id, proof, visitor(start + 4))).ok).toBe(true);
		const refused = { ok: false, reason: 'challenge-unknown' };
		expect(await proveDevice(db, session.id, proof, visitor(start + 5))).toEqual(refused);
		const old = await newChallenge(db, session.id, start + 6);
		const oldProof = { ...proof, challenge: old, signature: signed(own, old) };
		expect(await proveDevice(db, session.id, oldProof, visitor(start + 10 * 60_000))).toEqual(refused);
		const second = await opened(db, await made(db), browser({ deviceKey: device().publicKey }));
		const foreign = await newChallenge(db, second.id, start + 7);
		const foreignProof = { ...proof, challenge: foreign, signature: signed(own, foreign) };
		expect(await proveDevice(db, session.id, foreignProof, visitor(start + 8))).toEqual(refused);
		expect((await kinds(db)).filter((kind) => kind === 'device-refused')).toHaveLength(1);
		expect(isDeviceKey(own.publicKey)).toBe(true);
		expect(isDeviceKey(Buffer.alloc(65, 4).toString('base64url'))).toBe(false);
		expect(isDeviceKey('x')).toBe(false);
	});

	it('threat-5: a copied cookie takes no link along into a session of its own', async () => {
		const db = await peer.open();
		const own = device();
		const session = await opened(db, await made(db), browser({ deviceKey: own.publicKey }));
		const theirs = await made(db, { studies: [studyUid('1.2.9') as StudyUid] });
		const stolen = { token: session.token };
		for (const deviceKey of [device().publicKey, null]) {
			const taken = await opened(db, theirs, browser({ ...stolen, deviceKey }));
			const guest = await guestOf(db, { token: taken.token, agent }, start + 2);
			expect(guest?.grants.map((grant) => grant.studies[0])).toEqual(['1.2.9']);
		}
		const again = await opened(db, theirs, browser({ ...stolen, deviceKey: own.publicKey }));
		const both = await guestOf(db, { token: again.token, agent }, start + 2);
		expect(both?.grants).toHaveLength(2);
	});

	it('a browser that keeps no key has a short session instead, and an old session goes on', async () => {
		const db = await peer.open();
		const session = await opened(db, await made(db), browser());
		expect(session.expiresAt).toBe(start + 1 + 2 * hour);
		const guest = await guestOf(db, { token: session.token, agent }, start + hour);
		expect(guest?.device).toBe('unbound');
		const bound = await opened(db, await made(db), browser({ deviceKey: device().publicKey }));
		expect(bound.expiresAt).toBe(start + 1 + 12 * hour);
	});

	it('one time: the first is the only one, on the same device as often as needed; the next is told and can report', async () => {
		const db = await peer.open();
		const own = device();
		const link = await made(db, { oneTime: true });
		const first = await opened(db, link, browser({ deviceKey: own.publicKey }), start + 60_000);
		const attempt = (by: GuestBrowser, now: number) =>
			redeem(db, { secret: link.secret, pin: link.pin, browser: by }, visitor(now));
		const next = await attempt(browser({ deviceKey: device().publicKey }), start + 120_000);
		expect(next.result).toEqual({
			ok: false,
			reason: { code: 'link-opened-before', openedAt: start + 60_000 },
		});
		// Without the PIN nobody learns when it was opened.
		const guess = {
			secret: link.secret,
			pin: link.pin === '000000' ? '000001' : '000000',
			browser: browser(),
		};
		expect((await redeem(db, guess, visitor(start + 121_000))).result).toMatchObject({
			reason: { code: 'pin-wrong' },
		});
		const same = browser({ token: first.token, deviceKey: own.publicKey });
		expect((await attempt(same, start + 130_000)).result.ok).toBe(true);
		const report = { secret: link.secret, agent };
		expect((await reportLink(db, report, visitor(start + 140_000)))?.id).toBe(link.id);
		for (let n = 0; n < 5; n++) await reportLink(db, report, visitor(start + 150_000));
		expect((await kinds(db)).filter((kind) => kind === 'link-reported')).toHaveLength(3);
		const [booked] = await bookedLinks(db, { person: 'maker' }, start + 200_000);
		expect(booked).toMatchObject({ state: 'used-up', uses: 1, maxUses: 1, oneTime: true, wrongPins: 1 });
		expect(booked?.openings.map((one) => one.kind).reverse()).toEqual([
			'opened',
			'refused',
			'again',
			...Array<string>(3).fill('reported'),
		]);
		expect(booked?.openings.at(-1)).toEqual({
			at: start + 60_000,
			kind: 'opened',
			device: 'phone',
			place: '203.0.113.x',
			bound: true,
			person: null,
		});
		// Nothing to report about a link that nobody opened, or that opens for many.
		const many = await made(db);
		expect(await reportLink(db, { secret: many.secret, agent }, visitor())).toBeNull();
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('a named link opens for that person alone, signed in, wherever they are, until it is withdrawn', async () => {
		const db = await peer.open();
		await withPeople(db);
		const nobody = await createNamedLink(db, order(), { kind: 'person', person: 'nobody' }, maker);
		expect(nobody).toEqual({ ok: false, reason: 'recipient-unknown' });
		const link = await createNamedLink(
			db,
			order({ rights: ['view', 'annotate'] }),
			{ kind: 'person', person: 'named' },
			maker,
		);
		if (!link.ok) throw new Error(link.reason);
		const { secret, id } = link.value;
		// No PIN opens it.
		const guessed = await redeem(db, { secret, pin: '000000', browser: browser() }, visitor());
		expect(guessed.result).toEqual({ ok: false, reason: { code: 'link-named' } });
		const claim = async (staff: Staff) => {
			const { token } = await keepIntent(db, secret, start + 10);
			const actor = { ...visitor(start + 20), who: `staff:${staff.personId}` };
			return (await claimLink(db, { intent: token, staff, agent }, actor)).result;
		};
		const wrong = { ok: false, reason: 'link-not-for-you' };
		expect(await claim(person('other'))).toEqual(wrong);
		expect(await claim(person('named', { roles: ['coordinator'] }))).toEqual(wrong);
		expect(await claim(person('named'))).toMatchObject({ ok: true, value: { to: '/studies/1.2.3' } });
		const sees = async (staff: Staff) => {
			const standing = await standingOf(db, staff, study, start + 30);
			return decide(staff, { action: 'view', study }, start + 30, standing);
		};
		// The study must exist: a link gives no right to what isn't there.
		await catalogueStudy(db, { uid: study, owner: '10001' });
		expect(await sees(person('named'))).toEqual({ allow: true, because: `link:${id}` });
		expect((await sees(person('other'))).allow).toBe(false);
		expect(await studiesGivenTo(db, person('named'), start + 30)).toEqual([study]);
		const [booked] = await bookedLinks(db, { person: 'maker' }, start + 40);
		expect(booked?.recipient).toEqual({ kind: 'person', name: 'ผู้ใช้ named' });
		expect(booked?.openings[0]).toMatchObject({ kind: 'opened', person: 'ผู้ใช้ named' });
		await revokeShareLink(db, id, { ...maker, now: start + 25 });
		expect((await sees(person('named'))).allow).toBe(false);
		expect(await studiesGivenTo(db, person('named'), start + 30)).toEqual([]);
	});

	it('a link for a hospital opens for its people while they act for it; an intent is used once and grows old', async () => {
		const db = await peer.open();
		await withPeople(db);
		await catalogueStudy(db, { uid: study, owner: '10001' });
		const link = await createNamedLink(db, order(), { kind: 'hospital', hcode: '10002' }, maker);
		if (!link.ok) throw new Error(link.reason);
		const staff = person('named');
		const { token } = await keepIntent(db, link.value.secret, start);
		const actor = { ...visitor(start + 5), who: 'staff:named' };
		const elsewhere = person('other', { hospital: { hcode: '10001', hcode9: null } });
		const refused = await claimLink(db, { intent: token, staff: elsewhere, agent }, actor);
		expect(refused.result).toEqual({ ok: false, reason: 'link-not-for-you' });
		expect((await claimLink(db, { intent: token, staff, agent }, actor)).result.ok).toBe(true);
		const over = { ok: false, reason: 'intent-over' };
		expect((await claimLink(db, { intent: token, staff, agent }, actor)).result).toEqual(over);
		const old = await keepIntent(db, link.value.secret, start);
		const late = { ...actor, now: start + hour };
		expect((await claimLink(db, { intent: old.token, staff, agent }, late)).result).toEqual(over);
		const view = async (who: Staff) => {
			const standing = await standingOf(db, who, study, start + 30);
			return decide(who, { action: 'view', study }, start + 30, standing).allow;
		};
		expect(await view(staff)).toBe(true);
		expect(await view(person('named', { hospital: { hcode: '10003', hcode9: null } }))).toBe(false);
		// A link with a PIN is not opened by signing in.
		const pin = await made(db);
		const other = await keepIntent(db, pin.secret, start);
		expect((await claimLink(db, { intent: other.token, staff, agent }, actor)).result).toEqual({
			ok: false,
			reason: 'link-needs-pin',
		});
	});

	it("shows a hospital the links it made and those to its studies, and nobody else's", async () => {
		const db = await peer.open();
		await withPeople(db);
		await catalogueStudy(db, { uid: study, owner: '10002' });
		const link = await made(db);
		const of = async (hospitals: string[]) =>
			(await bookedLinks(db, { hospitals }, start + 5)).map((one) => one.id);
		expect(await of(['10001'])).toEqual([link.id]);
		expect(await of(['10002'])).toEqual([link.id]);
		expect(await of(['10003'])).toEqual([]);
		expect(await of([])).toEqual([]);
		expect(await bookedLinks(db, { person: 'other' }, start + 5)).toEqual([]);
		const state = async (now: number) => (await bookedLinks(db, { person: 'maker' }, now))[0]?.state;
		expect(await state(start + 5)).toBe('open');
		expect(await state(start + 72 * hour)).toBe('expired');
	});

	it('threat-7: previews are written down in sums', async () => {
		const db = await peer.open();
		const visits = new LandingVisits(db, () => start);
		for (let n = 0; n < 50; n++) visits.visited(n % 2 === 0 ? 'robot' : 'line');
		visits.visited('browser');
		await visits.write();
		await visits.write();
		const rows = await db.selectFrom('audit_row').select('body').execute();
		expect(rows.map((row) => JSON.parse(row.body))).toMatchObject([
			{ kind: 'landing-previewed', robots: 25, line: 25 },
		]);
	});
});
