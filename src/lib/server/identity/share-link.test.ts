import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { verify } from '#lib/server/audit/verify.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import type { Actor } from './actor.ts';
import { guestOf } from './guest-session.ts';
import type { GuestBrowser } from './guest-session.ts';
import { redeem } from './redeem.ts';
import type { RedeemTry } from './redeem.ts';
import { createShareLink, longestLinkMs, revokeShareLink } from './share-link.ts';
import type { LinkOrder, MadeLink } from './share-link.ts';

const hour = 3_600_000;
const start = 1_764_000_000_000;
const study = studyUid('1.2.3') as StudyUid;
const other = studyUid('1.2.4') as StudyUid;
const operator: Actor = { who: 'operator', from: null, requestId: null, now: start };
const visitor = (now = start + 1): Actor => ({ who: 'anonymous', from: '192.0.2.7', requestId: 'r', now });
const order = (more: Partial<LinkOrder> = {}): LinkOrder => ({
	studies: [study],
	rights: ['view'],
	target: null,
	lifetimeMs: 72 * hour,
	maxUses: null,
	...more,
});

async function made(db: Database, more: Partial<LinkOrder> = {}): Promise<MadeLink> {
	const link = await createShareLink(db, order(more), operator);
	if (!link.ok) throw new Error(link.reason);
	return link.value;
}

const wrongOf = (link: MadeLink): string => (link.pin === '000000' ? '000001' : '000000');
const attempt = (link: MadeLink, more: Partial<RedeemTry> = {}): RedeemTry => ({
	secret: link.secret,
	pin: link.pin,
	browser: browser(),
	...more,
});
const browser = (more: Partial<GuestBrowser> = {}): GuestBrowser => ({
	token: null,
	deviceKey: null,
	agent: null,
	...more,
});
const redeemed = async (db: Database, attempt: RedeemTry, actor: Actor) =>
	(await redeem(db, attempt, actor)).result;
const holder = (token: string) => ({ token, agent: null });

async function bodies(db: Database): Promise<Record<string, unknown>[]> {
	const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
	return rows.map((row) => JSON.parse(row.body));
}

const peers = databases.map((make) => make());

describe.each(peers)('share links on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('opens the study for secret and PIN, and writes down both steps', async () => {
		const db = await peer.open();
		const link = await made(db);
		expect(Buffer.from(link.secret, 'base64url')).toHaveLength(32);
		expect(link.pin).toMatch(/^\d{6}$/);
		const opened = await redeemed(db, attempt(link), visitor());
		if (!opened.ok) throw new Error(opened.reason.code);
		expect(opened.value).toMatchObject({ to: '/studies/1.2.3', linkEndsAt: start + 72 * hour });
		expect(opened.value.expiresAt).toBe(start + 1 + 2 * hour);
		const guest = await guestOf(db, holder(opened.value.token), start + 2);
		expect(guest?.grants).toMatchObject([
			{ linkId: link.id, studies: [study], rights: ['view'], revokedAt: null },
		]);
		expect((await bodies(db)).map((body) => body['kind'])).toEqual(['link-created', 'link-redeemed']);
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('keeps no secret, PIN or cookie in any table', async () => {
		const db = await peer.open();
		const link = await made(db);
		await redeemed(db, attempt(link, { pin: wrongOf(link) }), visitor());
		const opened = await redeemed(db, attempt(link), visitor());
		if (!opened.ok) throw new Error(opened.reason.code);
		const tables = ['share_link', 'guest_session', 'guest_token', 'link_opening', 'audit_row'] as const;
		const dumps = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
		const text = JSON.stringify(dumps);
		for (const secret of [link.secret, opened.value.token, `"${link.pin}"`])
			expect(text).not.toContain(secret);
	});

	it('opens at the exact place it names', async () => {
		const db = await peer.open();
		const target = {
			study: other,
			series: '1.2.4.1',
			instance: '1.2.4.1.9',
			frame: 3,
			window: { center: -600, width: 1500 },
		};
		const link = await made(db, { studies: [study, other], target });
		const opened = await redeemed(db, attempt(link), visitor());
		const to = '/studies/1.2.4?series=1.2.4.1&instance=1.2.4.1.9&frame=3&wc=-600&ww=1500';
		expect(opened).toMatchObject({ ok: true, value: { to } });
	});

	it('refuses orders that no policy allows', async () => {
		const db = await peer.open();
		const target = { study: other, series: null, instance: null, frame: null, window: null };
		const cases: [Partial<LinkOrder>, string][] = [
			[{ studies: [] }, 'no-studies'],
			[{ rights: ['download'] }, 'no-rights'],
			[{ lifetimeMs: longestLinkMs + 1 }, 'bad-lifetime'],
			[{ lifetimeMs: 0 }, 'bad-lifetime'],
			[{ lifetimeMs: Number.NaN }, 'bad-lifetime'],
			[{ maxUses: 0 }, 'bad-uses'],
			[{ target }, 'target-not-in-link'],
		];
		for (const [more, reason] of cases) {
			expect(await createShareLink(db, order(more), operator)).toEqual({ ok: false, reason });
		}
		expect(await db.selectFrom('share_link').select('id').execute()).toEqual([]);
	});

	it('threat-8: five wrong PINs lock the link, and the sixth try fails even with the right PIN', async () => {
		const db = await peer.open();
		const link = await made(db);
		for (const triesLeft of [4, 3, 2, 1, 0]) {
			const tried = await redeemed(db, attempt(link, { pin: wrongOf(link) }), visitor());
			expect(tried).toEqual({ ok: false, reason: { code: 'pin-wrong', triesLeft } });
		}
		expect(await redeemed(db, attempt(link), visitor())).toEqual({
			ok: false,
			reason: { code: 'link-locked' },
		});
		const reasons = (await bodies(db)).map((body) => body['reason']).slice(1);
		expect(reasons).toEqual([...Array<string>(5).fill('pin-wrong'), 'link-locked']);
	});

	it('threat-8: twenty guesses at the same moment are still only five', async () => {
		const db = await peer.open();
		const link = await made(db);
		const tries = Array.from({ length: 20 }, () =>
			redeemed(db, attempt(link, { pin: wrongOf(link) }), visitor()),
		);
		const codes = (await Promise.all(tries)).map((tried) => (tried.ok ? 'open' : tried.reason.code));
		expect(codes.filter((code) => code === 'pin-wrong')).toHaveLength(5);
		expect(codes.filter((code) => code === 'link-locked')).toHaveLength(15);
		expect(await redeemed(db, attempt(link), visitor())).toMatchObject({
			ok: false,
			reason: { code: 'link-locked' },
		});
	});

	it('threat-8: an unknown link and a wrong PIN take the same time within 5 ms', { retry: 2 }, async () => {
		const db = await peer.open();
		const time = async (secret: string, pin: string): Promise<number> => {
			const startedAt = performance.now();
			const tried = await redeemed(db, { secret, pin, browser: browser() }, visitor());
			expect(tried.ok).toBe(false);
			return performance.now() - startedAt;
		};
		const middle = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
		const known: number[] = [];
		const near: number[] = [];
		const unknown: number[] = [];
		for (let n = 0; n < 9; n++) {
			const link = await made(db);
			const prefix = link.secret.slice(0, 30) + '_'.repeat(link.secret.length - 30);
			known.push(await time(link.secret, wrongOf(link)));
			near.push(await time(prefix, link.pin));
			unknown.push(await time('x'.repeat(43), '123456'));
		}
		const medians = [middle(known), middle(near), middle(unknown)];
		expect(Math.max(...medians) - Math.min(...medians)).toBeLessThan(5);
	});

	it('ends by the clock and by revocation, and says which', async () => {
		const db = await peer.open();
		const link = await made(db, { lifetimeMs: hour });
		const opened = await redeemed(db, attempt(link), visitor());
		if (!opened.ok) throw new Error(opened.reason.code);
		expect(opened.value.expiresAt).toBe(start + hour);
		const late = await redeemed(db, attempt(link), visitor(start + hour));
		expect(late).toEqual({ ok: false, reason: { code: 'link-expired' } });
		expect(await revokeShareLink(db, link.id, { ...operator, now: start + 5 })).toBe(true);
		expect(await revokeShareLink(db, link.id, operator)).toBe(false);
		expect(await revokeShareLink(db, 'nobody', operator)).toBe(false);
		const after = await redeemed(db, attempt(link), visitor(start + 6));
		expect(after).toEqual({ ok: false, reason: { code: 'link-revoked' } });
		const guest = await guestOf(db, holder(opened.value.token), start + 6);
		expect(guest?.grants[0]?.revokedAt).toBe(start + 5);
	});

	it('is used up after as many uses as it was made for, also at the same moment', async () => {
		const db = await peer.open();
		const link = await made(db, { maxUses: 2 });
		const tries = await Promise.all(Array.from({ length: 4 }, () => redeemed(db, attempt(link), visitor())));
		expect(tries.filter((tried) => tried.ok)).toHaveLength(2);
		const refused = tries.filter((tried) => !tried.ok);
		expect(refused).toEqual(Array(2).fill({ ok: false, reason: { code: 'link-used-up' } }));
	});

	it('a second link gives a new cookie that keeps the first link open', async () => {
		const db = await peer.open();
		const first = await redeemed(db, attempt(await made(db)), visitor());
		if (!first.ok) throw new Error(first.reason.code);
		const link = await made(db, { studies: [other], rights: ['view', 'download'] });
		const second = await redeemed(
			db,
			attempt(link, { browser: browser({ token: first.value.token }) }),
			visitor(),
		);
		if (!second.ok) throw new Error(second.reason.code);
		expect(second.value.token).not.toBe(first.value.token);
		const guest = await guestOf(db, holder(second.value.token), start + 2);
		const rights = new Map(guest?.grants.map((grant) => [grant.studies[0], grant.rights]));
		expect(rights).toEqual(
			new Map([
				[study, ['view']],
				[other, ['view', 'download']],
			]),
		);
		// the replaced cookie lives on for requests that are under way, no longer
		expect((await guestOf(db, holder(first.value.token), start + 2))?.expiresAt).toBe(start + 1 + 10_000);
	});

	it('a cookie planted by somebody else gives them nothing', async () => {
		const db = await peer.open();
		const link = await made(db);
		const opened = await redeemed(db, attempt(link, { browser: browser({ token: 'planted' }) }), visitor());
		if (!opened.ok) throw new Error(opened.reason.code);
		expect(opened.value.token).not.toBe('planted');
		expect(await guestOf(db, holder('planted'), start + 2)).toBeNull();
	});
});
