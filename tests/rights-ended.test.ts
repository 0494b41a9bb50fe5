/** Threat 6 against the production server: a right that ends in the middle of looking ends the looking. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { endMembership } from '../src/lib/server/access/membership.ts';
import { transaction } from '../src/lib/server/store/transaction.ts';
import { endings } from './rights/endings.ts';
import { openLine } from './rights/line.ts';
import { instanceOf, seriesOf, startWorld } from './rights/world.ts';
import type { Caller, World } from './rights/world.ts';

let world: World;
beforeAll(async () => {
	world = await startWorld();
}, 240_000);
afterAll(() => world.stop());

const consented = { patient: 'HN-consent', custodian: '99003', recipients: [] } as const;

const framePath = (study: StudyUid): string =>
	`/api/studies/${study}/instances/${instanceOf(study, 1)}/frames/1`;
const inSeries = (study: StudyUid): string => `/dicom-web/studies/${study}/series/${seriesOf(study)}`;

async function frame(caller: Caller, study: StudyUid): Promise<number> {
	const answer = await world.ask(caller, 'GET', framePath(study));
	await answer.arrayBuffer();
	return answer.status;
}

/** How many answers of the short way came out of memory. */
async function fromMemory(): Promise<number> {
	const text = await (await fetch(`${world.server.origin}/metrics`)).text();
	return Number(/hub_lane_answers_total\{by="memory"\} (\d+)/.exec(text)?.[1]);
}

describe('threat-6: a right ends while somebody looks', () => {
	test('the patient withdraws and the service sends word: at once', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'word' });
		const study = world.study.consent;
		// Opened before it, so judged again by the clock before it: "at once" is "before the control's turn comes".
		const control = await openLine(world, doctor, world.study.own);
		const line = await openLine(world, doctor, study);
		expect(await frame(doctor, study)).toBe(200);
		world.consents.put({ ...consented, says: 'withdrawn' });
		const word = { custodian: '99003', patient: 'HN-consent' };
		const system = world.token(['consent']);
		const told = await world.ask(system, 'POST', '/api/consents/changed', word);
		expect(told.status).toBe(204);
		expect(await Promise.race([line.heard('ended'), control.beat])).toMatchObject({ reason: 'not-yours' });
		await line.closed;
		await control.hangUp();
		expect(await frame(doctor, study)).toBe(404);
		// And is given anew.
		world.consents.put({ ...consented, says: 'permit' });
		await world.ask(system, 'POST', '/api/consents/changed', word);
		expect(await frame(doctor, study)).toBe(200);
	});

	test('word about a patient nobody knows is answered alike and ends nothing', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'nobody' });
		const line = await openLine(world, doctor, world.study.consent);
		const word = { custodian: '99003', patient: 'HN-nobody' };
		const told = await world.ask(world.token(['consent']), 'POST', '/api/consents/changed', word);
		expect(told.status).toBe(204);
		expect(await frame(doctor, world.study.consent)).toBe(200);
		expect(line.said).toEqual([]);
		await line.hangUp();
	});

	// Within a minute: judged every 30 s, by an answer at most 20 s old. The test's own limit is the assertion.
	test(
		'the patient withdraws and nobody sends word; a consult is cancelled by another process',
		{ timeout: 60_000 },
		async () => {
			const reader = await world.signIn('rural-doctor', { subject: 'silent' });
			const consulted = await world.signIn('radiologist', { subject: 'consult' });
			const lines = await Promise.all([
				openLine(world, reader, world.study.consent),
				openLine(world, consulted, world.study.consult),
			]);
			expect(await frame(reader, world.study.consent)).toBe(200);
			expect(await frame(consulted, world.study.consult)).toBe(200);
			world.consents.put({ ...consented, says: 'withdrawn' });
			const by = { who: 'system', from: null, requestId: null, now: Date.now() };
			const end = { through: 'consult', id: 'consult-1', how: 'cancelled' } as const;
			expect(await transaction(world.db, (trx) => endMembership(trx, end, by))).toEqual([
				world.study.consult,
			]);
			expect(await frame(consulted, world.study.consult)).toBe(404);
			for (const line of lines) expect(await line.heard('ended')).toMatchObject({ reason: 'not-yours' });
			expect(await frame(reader, world.study.consent)).toBe(404);
		},
	);

	test('an administrator ends a session whose role was taken away: the line ends, the next frame is refused', async () => {
		const doctor = await world.signIn('specialist', { subject: 'leaving' });
		const line = await openLine(world, doctor, world.study.own);
		expect(await frame(doctor, world.study.own)).toBe(200);
		const session = await world.db
			.selectFrom('staff_session')
			.innerJoin('person', 'person.id', 'staff_session.person')
			.select('staff_session.person')
			.where('staff_session.ended_at', 'is', null)
			.orderBy('staff_session.created_at', 'desc')
			.executeTakeFirstOrThrow();
		const admin = await world.signIn('hospital-admin');
		const body = { of: 'person', id: session.person };
		const ended = await world.ask(admin, 'POST', '/api/admin/sessions', body);
		expect(await ended.json()).toEqual({ ended: 1 });
		await line.heard('ended');
		await line.closed;
		expect(await frame(doctor, world.study.own)).toBe(401);
	});
});

describe('threat-6: whoever scrolls is refused the very next frame when', () => {
	test.each(endings)('$name', async ({ study, who, end, then }) => {
		const uid = study(world);
		const caller = await who(world);
		const paths = [framePath(uid), `${framePath(uid)}/preview`, `${inSeries(uid)}/metadata`];
		const ask = async (one: Caller): Promise<number[]> => {
			const answers = await Promise.all(paths.map((path) => world.ask(one, 'GET', path)));
			await Promise.all(answers.map((answer) => answer.arrayBuffer()));
			return answers.map(({ status }) => status);
		};
		const good = [200, 200, 200];
		expect(await ask(caller)).toEqual(good);
		const before = await fromMemory();
		expect(await ask(caller)).toEqual(good);
		expect(await ask(caller)).toEqual(good);
		// Else this would be no test of the short way.
		expect((await fromMemory()) - before).toBe(6);
		const now = (await end(world, caller)) ?? caller;
		expect(await ask(now)).toEqual([then, then, then]);
	});

	test('a link for one use was used: the second browser gets no session, and no frame', async () => {
		const { url, pin } = world.server.createLink({ studies: [world.study.linked], uses: 1 });
		const redeem = (): Promise<Response> =>
			world.ask({ name: 'nobody', headers: {} }, 'POST', '/api/links/redeem', {
				secret: new URL(url).hash.slice(1),
				pin,
			});
		const first = await redeem();
		const cookie = (answer: Response): Caller => ({
			name: 'guest',
			headers: {
				cookie: answer.headers
					.getSetCookie()
					.map((one) => one.split(';')[0])
					.join('; '),
			},
		});
		expect(await frame(cookie(first), world.study.linked)).toBe(200);
		const second = await redeem();
		expect(second.ok).toBe(false);
		expect(await frame(cookie(second), world.study.linked)).toBe(401);
		expect(await frame(cookie(first), world.study.linked)).toBe(200);
	});
});

describe('the short way and the long way', () => {
	/** This condition without a range means nothing, and what carries it isn't for the short way. */
	const long = { 'if-range': '"none"' };
	const told = async (answer: Response): Promise<unknown> => {
		const boundary = /boundary=(\S+)/.exec(answer.headers.get('content-type') ?? '')?.[1] ?? 'none';
		const headers = Object.fromEntries(
			[...answer.headers]
				// A length known beforehand spares the pieces; a policy's nonce is new each time.
				.filter(([name]) => !/^(date|connection|keep-alive|transfer-encoding|content-length)$/.test(name))
				.map(([name, value]) => [name, value.replaceAll(boundary, 'BOUNDARY')]),
		);
		const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
		return { status: answer.status, headers, body: body.replaceAll(boundary, 'BOUNDARY') };
	};
	const picture = (study: StudyUid): string =>
		`${inSeries(study)}/instances/${instanceOf(study, 1)}/frames/1`;
	type Asked = readonly [name: string, path: (study: StudyUid) => string, accept: string];
	const any = '*/*';
	const asked: readonly Asked[] = [
		['a frame', framePath, any],
		['a frame by its digest', (study) => `${framePath(study)}?v=00`, any],
		['a frame that is not there', (study) => framePath(study).replace(/1$/, '9'), any],
		['a preview', (study) => `${framePath(study)}/preview?size=100`, any],
		['a preview of no size', (study) => `${framePath(study)}/preview?size=x`, any],
		['a frame by DICOMweb', picture, any],
		['a frame alone', picture, 'application/octet-stream'],
		['a frame in no form we have', picture, 'image/png'],
		['headers of a series', (study) => `${inSeries(study)}/metadata`, any],
		['headers of no series', (study) => `${inSeries(study)}.9/metadata`, any],
	];

	let callers: Caller[];
	beforeAll(async () => {
		callers = [
			await world.guest(['view']),
			world.token(['read']),
			await world.signIn('specialist', { subject: 'both-ways', sharedDevice: true }),
			{ name: 'nobody', headers: {} },
			{ name: 'no token', headers: { authorization: 'Bearer hub_none' } },
		];
	});

	test.each(asked)('say the same of %s, whoever asks', async (_, path, accept) => {
		const { linked, unknown } = world.study;
		const pairs = callers.flatMap((caller) => [linked, unknown].map((study) => ({ caller, study })));
		for (const { caller, study } of pairs) {
			const ask = (extra: Record<string, string>): Promise<unknown> =>
				world
					.ask({ ...caller, headers: { ...caller.headers, accept, ...extra } }, 'GET', path(study))
					.then(told);
			const slow = await ask(long);
			expect(await ask({}), caller.name).toEqual(slow);
			expect(await ask({}), caller.name).toEqual(slow);
		}
	});

	test('know what the browser has already', async () => {
		const guest = await world.guest(['view']);
		for (const path of [framePath(world.study.linked), `${inSeries(world.study.linked)}/metadata`]) {
			const whole = await world.ask(guest, 'GET', path);
			await whole.arrayBuffer();
			const known = { 'if-none-match': whole.headers.get('etag') ?? '' };
			const ask = (extra: Record<string, string>): Promise<unknown> =>
				world.ask({ ...guest, headers: { ...guest.headers, ...extra } }, 'GET', path).then(told);
			const slow = await ask({ ...known, ...long });
			expect(slow).toMatchObject({ status: 304, body: '' });
			expect(await ask(known)).toEqual(slow);
			expect(await ask({ 'if-none-match': '"other"' })).toMatchObject({ status: 200 });
		}
	});
});
