/** What is told of a signed answer, on both databases: who signed which version in lists, where its letter leads, which numbers it may hold. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Annotation } from '../src/lib/annotation/annotation.ts';
import { letterLink } from '../src/lib/server/app/consults/letter-link.ts';
import { oneConsult, readerOf } from '../src/lib/server/consult/request/list.ts';
import { bookedLinks } from '../src/lib/server/identity/link-book.ts';
import { revokeShareLink } from '../src/lib/server/identity/share-link.ts';
import { LiveHub } from '../src/lib/server/live/live-hub.ts';
import { createPixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import { answerWorld, begun, common, eventId, length, rural, specialist } from './answer-world.ts';
import type { AnswerWorld } from './answer-world.ts';
import { databases } from './peers/databases.ts';

let pixels: PixelPool;
beforeAll(() => {
	pixels = createPixelPool({ size: 1 });
});
afterAll(() => pixels.close());
const signal = () => AbortSignal.timeout(60_000);

describe.each(databases.map((make) => make()))('a signed answer on $name', (peer) => {
	let world: AnswerWorld;
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());
	beforeEach(async () => {
		world = await answerWorld({ db: await peer.open(), pixels, archive: null });
	});
	afterEach(() => world.close());

	const seatOf = async (staff = specialist) => {
		const seat = await world.seat(staff);
		if (seat === null) throw new Error('no seat');
		return seat;
	};

	test('lists name the version that stands, who signed it and when; another’s list too', async () => {
		const seen = async (staff: typeof rural) => {
			const reader = await readerOf(world.db, staff, world.now);
			return (await oneConsult(world.db, reader, world.consult))?.signed ?? null;
		};
		expect(await seen(rural)).toBeNull();
		await world.sign();
		const by = { person: 'specialist', name: specialist.name, hospital: { hcode: '10002' } };
		expect(await seen(rural)).toMatchObject({ version: 1, by, at: begun });
		world.now = begun + 60_000;
		await world.sign({ opinion: world.opinion({ urgency: 'urgent' }), reason: 'ผลแล็บใหม่' });
		for (const staff of [rural, specialist])
			expect(await seen(staff)).toMatchObject({ version: 2, by, at: begun + 60_000 });
	});

	test('threat-6 a letter’s code is a link only for the hospital whose pictures they are: named, listed, ended by revoking, and never one by a right to share', async () => {
		await world.sign();
		const [signed] = (await world.answers.read(await seatOf(), specialist)).versions;
		const { statement } = signed!;
		const app = { ...world, live: new LiveHub(), config: { origin: 'https://hub.test' } };
		const actor = { who: 'staff:specialist', from: null, requestId: null, now: world.now };
		const link = await letterLink(app, specialist, statement, actor);
		expect(link?.address).toMatch(/^https:\/\/hub\.test\/s#n\./);
		const listed = async () =>
			(await bookedLinks(world.db, { person: 'specialist' }, world.now)).map((one) => one.state);
		const [made] = await bookedLinks(world.db, { hospitals: ['10001'] }, world.now);
		expect(made).toMatchObject({
			...{ id: link?.id, state: 'open', rights: ['view'], recipient: { kind: 'hospital' } },
			expiresAt: link?.until,
		});
		expect((link?.until ?? 0) - world.now).toBeLessThanOrEqual(30 * 86_400_000);
		expect(await listed()).toEqual(['open']);
		await revokeShareLink(world.db, link?.id ?? '', actor);
		expect(await listed()).toEqual(['revoked']);
		// Asked by a hospital that sees them by a consent or a consult: also when whoever signs may share them.
		const elsewhere = { ...statement, asked: { ...statement.asked, hospital: '10002' } };
		expect(await letterLink(app, specialist, elsewhere, actor)).toBeNull();
		expect(await letterLink(app, rural, elsewhere, { ...actor, who: 'staff:rural' })).toBeNull();
	});

	test('threat-14 a mean, a deviation and a highest value are measured again from the pixels under them', async () => {
		const codes = async (event: string): Promise<string[]> => {
			const opinion = world.opinion({ measurements: [event] });
			const shown = await world.answers.preview(await seatOf(), { opinion, reason: null }, signal());
			if (!shown.ok) throw new Error(shown.reason);
			return shown.value.problems.map(({ code }) => code);
		};
		// Four by four pixels, whose values the file's own rows and columns give: HU of (16 row + column + 1) - 1024.
		const hu = (name: 'mean' | 'deviation' | 'least' | 'most', value: number) =>
			({ name, value, unit: 'HU', trust: 'calibrated' }) as const;
		const square: Annotation = {
			...{ ...length, kind: 'rectangle' },
			points: {
				space: 'image',
				at: [
					[4, 6],
					[8, 6],
					[8, 10],
					[4, 10],
				],
			},
			seen: [
				{ name: 'area', value: 16, unit: 'mm²', trust: 'calibrated' },
				...[hu('mean', -897.5), hu('deviation', 17.923), hu('least', -923), hu('most', -872)],
			],
		};
		await world.record({ ...common(15, 'rural'), k: 'ann', base: null, mark: square });
		expect(await codes(eventId(15))).toEqual([]);
		for (const [n, wrong] of [hu('mean', -896.5), hu('deviation', 18.1), hu('most', 152)].entries()) {
			const seen = square.seen.map((one) => (one.name === wrong.name ? wrong : one));
			await world.record({ ...common(16 + n, 'rural'), k: 'ann', base: null, mark: { ...square, seen } });
			expect(await codes(eventId(16 + n))).toEqual(['measurement-differs']);
		}
	});
});
