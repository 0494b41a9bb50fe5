/** A consult's live line from outside: who is let in, as what, for how long; and what a hostile client can't do. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { NewEvent } from '#lib/consult/live/live-consult.ts';
import { eventsOf, writeEvent } from '#lib/consult/record/record.ts';
import { lockStaffSession } from '#lib/server/identity/staff-lock.ts';
import { endStaffSession } from '#lib/server/identity/staff-session.ts';
import { cookieOf, seedConsult, signInHere, startLiveApp } from '../../../../tests/consult/live-app.ts';
import type { LiveApp, SeededConsult } from '../../../../tests/consult/live-app.ts';
import { useLiveApp } from '../../../../tests/consult/use-live-app.ts';
import { nodeWorld } from '../../../../tests/consult/node-world.ts';
import type { NodeWorld } from '../../../../tests/consult/node-world.ts';

let app: LiveApp;
const dataDir = useLiveApp((started) => (app = started));

let consults = 0;
const seeded = (): Promise<SeededConsult> => seedConsult(app.db, dataDir, `c-${++consults}`);
const words = (text = 'ข้อความ'): NewEvent => ({ k: 'msg', thread: null, pin: null, text });
type Session = SeededConsult['asker'];

interface Seat {
	readonly live: LiveConsult;
	readonly world: NodeWorld;
	readonly stop: () => void;
}
function sit({ consult }: SeededConsult, session: Session, cookie = () => cookieOf(session)): Seat {
	const world = nodeWorld(app.origin, cookie);
	const live = new LiveConsult({ consult, person: session.personId, world });
	return { live, world, stop: live.start() };
}
const isLive = (seat: Seat): Promise<void> => vi.waitFor(() => expect(seat.live.line).toBe('live'));

interface Knocked {
	readonly status: number | null;
	/** frames that came */
	readonly heard: number;
}
/** The upgrade itself: 101 or what was answered. */
function knock(consult: string, headers: Record<string, string>, query = ''): Promise<Knocked> {
	return new Promise((resolve) => {
		const url = `${app.origin.replace('http', 'ws')}/api/consults/${consult}/live${query}`;
		const socket = new WebSocket(url, { headers });
		socket.on('unexpected-response', (_, response) =>
			resolve({ status: response.statusCode ?? null, heard: 0 }),
		);
		socket.on('open', () => {
			socket.terminate();
			resolve({ status: 101, heard: 0 });
		});
		socket.on('error', () => undefined);
	});
}

describe('the door', () => {
	it('threat-15: opens for who sits in the consult, from our own pages, and for nobody else', async () => {
		const { consult, asker, stranger } = await seeded();
		const own = { origin: app.origin };
		const status = async (headers: Record<string, string>, id = consult): Promise<number | null> =>
			(await knock(id, headers)).status;
		expect(await status({ ...own, cookie: cookieOf(asker) })).toBe(101);
		expect(await status(own)).toBe(401);
		expect(await status({ ...own, cookie: `hub-staff=${'x'.repeat(43)}` })).toBe(401);
		expect(await status({ ...own, cookie: cookieOf(stranger) })).toBe(404);
		expect(await status({ ...own, cookie: cookieOf(asker) }, 'no-such-consult')).toBe(404);
		// A socket carries cookies from any page: only our own may ask (cross-site hijack).
		expect(await status({ cookie: cookieOf(asker) })).toBe(403);
		expect(await status({ cookie: cookieOf(asker), origin: 'https://evil.example' })).toBe(403);
	});

	it('threat-5: a locked session is refused, and says so to the page', async () => {
		const scene = await seeded();
		const { asker } = scene;
		await lockStaffSession(app.db, asker.id, {
			who: `staff:${asker.personId}`,
			...{ from: null, requestId: null, now: Date.now() },
		});
		const { status } = await knock(scene.consult, { origin: app.origin, cookie: cookieOf(asker) });
		expect(status).toBe(401);
		const seat = sit(scene, asker);
		await vi.waitFor(() => expect(seat.live.line).toEqual({ ended: 'sign-in' }));
		seat.stop();
	});

	it('threat-13: a page made for one person is not opened to the next who signs in on that browser', async () => {
		const scene = await seeded();
		const { asker, consultant } = scene;
		let cookie = cookieOf(asker);
		const seat = sit(scene, asker, () => cookie);
		await isLive(seat);
		cookie = cookieOf(consultant);
		seat.live.write(words());
		seat.world.pull();
		const late = seat.live.write(words('หลังสลับคน'));
		await vi.waitFor(() => expect(seat.live.line).toEqual({ ended: 'somebody-else' }));
		const here = sit(scene, consultant);
		await isLive(here);
		expect(here.live.recorded.map(({ event }) => event.id)).not.toContain(late);
		expect(seat.live.unsent).toBeGreaterThan(0);
		seat.stop();
		here.stop();
	});
});

describe('an open line', () => {
	it('threat-6: closes at once when the session ends or locks, or the right does', async () => {
		const scene = await seeded();
		const [one, two] = [sit(scene, scene.asker), sit(scene, scene.consultant)];
		await isLive(one);
		await isLive(two);
		const who = `staff:${scene.asker.personId}`;
		await endStaffSession(app.db, scene.asker.id, 'person', {
			who,
			...{ from: null, requestId: null, now: Date.now() },
		});
		app.live.tell({ kind: 'session-changed', session: scene.asker.id });
		await vi.waitFor(() => expect(one.live.line).toEqual({ ended: 'sign-in' }));
		await app.db
			.updateTable('consult_membership')
			.set({ cancelled_at: Date.now() })
			.where('ref', '=', scene.consult)
			.execute();
		app.live.tell({ kind: 'rights-changed', study: scene.study });
		await vi.waitFor(() => expect(two.live.line).toEqual({ ended: 'forbidden' }));
		one.stop();
		two.stop();
	});

	it('stays when the consult moves on, with what may be done then', async () => {
		const scene = await seeded();
		const seat = sit(scene, scene.consultant);
		await isLive(seat);
		await vi.waitFor(() => expect(seat.live.mayWrite).toBe(true));
		await app.db.updateTable('consult').set({ state: 'closed' }).where('id', '=', scene.consult).execute();
		app.live.tell({
			...{ kind: 'consult-changed', consult: scene.consult, what: 'close', by: 'x' },
			...{ people: [], hospitals: [] },
		});
		await vi.waitFor(() => expect([seat.live.state, seat.live.mayWrite]).toEqual(['closed', false]));
		const id = seat.live.write(words());
		await vi.waitFor(() => expect(seat.live.refused.map(({ event }) => event.id)).toEqual([id]));
		expect(seat.live.line).toBe('live');
		seat.stop();
	});

	it('names and colours come from the session, and who came is in the audit once', async () => {
		const scene = await seeded();
		const [one, two] = [sit(scene, scene.asker), sit(scene, scene.consultant)];
		await isLive(one);
		await isLive(two);
		one.world.pull();
		await vi.waitFor(() => expect(two.live.roster).toHaveLength(2));
		await isLive(one);
		expect(two.live.roster.map(({ name, role, colour }) => [name, role, colour])).toEqual([
			['asker', 'asker', 0],
			['consultant', 'consultant', 1],
		]);
		const joined = await app.db
			.selectFrom('audit_row')
			.select('body')
			.where('body', 'like', `%"consult":"${scene.consult}"%`)
			.where('body', 'like', '%consult-joined%')
			.execute();
		expect(joined).toHaveLength(2);
		one.stop();
		two.stop();
	});

	it('threat-14: a stock client joins, but takes back nobody else’s mark and borrows nobody’s id', async () => {
		const scene = await seeded();
		const seat = sit(scene, scene.asker);
		const foreign = seat.live.write(words());
		await vi.waitFor(() => expect(seat.live.unsent).toBe(0));
		const attack = async (change: (doc: Y.Doc) => void): Promise<void> => {
			const doc = new Y.Doc();
			class Socket extends WebSocket {
				constructor(url: string) {
					super(url, { headers: { cookie: cookieOf(scene.consultant), origin: app.origin } });
					this.on('error', () => undefined);
				}
			}
			const provider = new WebsocketProvider(
				`${app.origin.replace('http', 'ws')}/api/consults/${scene.consult}`,
				'live',
				doc,
				{ WebSocketPolyfill: Socket as never, disableBc: true },
			);
			// It passes over what it doesn't know; without this it says so for each frame.
			provider.messageHandlers.push(...Array.from({ length: 8 }, () => () => undefined));
			await new Promise<void>((resolve) => provider.once('sync', () => resolve()));
			expect(eventsOf(doc)).toHaveLength(1);
			const own = doc.clientID;
			change(doc);
			await new Promise((resolve) => setTimeout(resolve, 100));
			doc.clientID = own;
			provider.destroy();
		};
		const event = (by: string) => ({ v: 1, by, at: 1 }) as const;
		const { personId } = scene.consultant;
		const id = '01930000-0000-7000-8000-00000000000';
		await attack((doc) =>
			writeEvent(doc, { ...event(personId), id: `${id}1`, k: 'void', of: foreign, why: 'mistake' }),
		);
		await attack((doc) => doc.getMap('ev').delete(foreign));
		await attack((doc) =>
			doc.getMap('ev').set(foreign, { ...event(personId), id: foreign, k: 'ask', text: 'x' }),
		);
		await attack((doc) =>
			writeEvent(doc, { ...event(scene.asker.personId), id: `${id}2`, k: 'ask', text: 'x' }),
		);
		await attack((doc) => {
			const [owner] = Y.decodeStateVector(Y.encodeStateVector(doc)).keys();
			doc.clientID = owner ?? 0;
			writeEvent(doc, { ...event(personId), id: `${id}3`, k: 'ask', text: 'x' });
		});
		expect(seat.live.recorded.map((each) => each.event.id)).toEqual([foreign]);
		// And what is in order passes.
		await attack((doc) => writeEvent(doc, { ...event(personId), id: `${id}4`, k: 'ask', text: 'x' }));
		await vi.waitFor(() => expect(seat.live.recorded).toHaveLength(2));
		seat.stop();
	});

	it('threat-16: ten megabytes at once or frames without end cut their sender, not the others', async () => {
		const scene = await seeded();
		const seat = sit(scene, scene.asker);
		await isLive(seat);
		const hostile = async (flood: (socket: WebSocket) => void): Promise<number> => {
			const url = `${app.origin.replace('http', 'ws')}/api/consults/${scene.consult}/live`;
			const socket = new WebSocket(url, {
				headers: { cookie: cookieOf(scene.consultant), origin: app.origin },
			});
			socket.on('error', () => undefined);
			const closed = new Promise<number>((resolve) => socket.on('close', resolve));
			await new Promise((resolve) => socket.on('open', resolve));
			flood(socket);
			return closed;
		};
		expect(await hostile((socket) => socket.send(Buffer.alloc(10 * 1024 * 1024)))).toBe(1009);
		const many = (socket: WebSocket): void => {
			for (let n = 0; n < 5000; n++) socket.send(Uint8Array.of(0, 2, 3, 1, 2, 3));
		};
		expect(await hostile(many)).toBe(4429);
		expect(await hostile((socket) => socket.send('text'))).toBe(4403);
		expect(await hostile((socket) => socket.send(Uint8Array.of(99)))).toBe(4403);
		seat.live.write(words());
		await vi.waitFor(() => expect(seat.live.unsent).toBe(0));
		expect(seat.live.lag()).toBeLessThan(5000);
		seat.stop();
	});

	it('is judged every minute, keeps the session of who does something on it, and is missed when it is dead', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'hub-live-'));
		let later = 0;
		const own = await startLiveApp({ dataDir: folder, beatMs: 100, clock: () => Date.now() + later });
		const scene = await seedConsult(own.db, folder, 'minutes');
		const active = async ({ id }: Session): Promise<number> =>
			(
				await own.db
					.selectFrom('staff_session')
					.select('last_active_at')
					.where('id', '=', id)
					.executeTakeFirstOrThrow()
			).last_active_at;
		const begun = await active(scene.asker);
		const seats = [scene.asker, scene.consultant].map((session) => {
			const world = nodeWorld(own.origin, () => cookieOf(session));
			const live = new LiveConsult({ consult: scene.consult, person: session.personId, world });
			return { live, world, stop: live.start() };
		});
		const [one, two] = seats;
		for (const { live } of seats) await vi.waitFor(() => expect(live.line).toBe('live'));
		later = 10 * 60_000;
		one!.live.write(words());
		await vi.waitFor(() => expect(one!.live.unsent).toBe(0));
		later += 61_000;
		await vi.waitFor(async () => expect(await active(scene.asker)).toBeGreaterThan(begun + 9 * 60_000));
		// Who watches meanwhile is there too: this machine is their own.
		await vi.waitFor(async () => expect(await active(scene.consultant)).toBeGreaterThan(begun + 9 * 60_000));
		// No signal says so: found by the judgement of the minute.
		await own.db
			.updateTable('staff_session')
			.set({ locked_at: 1 })
			.where('id', '=', scene.asker.id)
			.execute();
		later += 61_000;
		await vi.waitFor(() => expect(one!.live.line).toEqual({ ended: 'sign-in' }));
		two!.world.stall();
		await vi.waitFor(() => expect(own.gateway.counts.lines).toBe(0));
		for (const { stop } of seats) stop();
		await own.stop();
		rmSync(folder, { recursive: true, force: true });
	});
});

it('the server goes away and comes back: everyone is told when, and nothing is lost', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'hub-live-'));
	const before = await startLiveApp({ dataDir: folder });
	const scene = await seedConsult(before.db, folder, 'restart');
	const more = await signInHere(before.db, folder, 'rural-doctor', {
		...{ hospital: '99001', subject: 'restart asker' },
	});
	expect(more.personId).toBe(scene.asker.personId);
	const worlds = [scene.asker, scene.consultant].map((session) => ({
		session,
		world: nodeWorld(before.origin, () => cookieOf(session)),
	}));
	const seats = worlds.map(({ session, world }) => {
		// Back at once, rather than after the pause told.
		const live = new LiveConsult({
			...{ consult: scene.consult, person: session.personId },
			world: { ...world, after: (ms, work) => world.after(ms / 50, work) },
		});
		return { live, stop: live.start() };
	});
	const [one, two] = seats;
	const ids = [one!.live.write(words('หนึ่ง')), two!.live.write(words('สอง'))];
	await vi.waitFor(() => expect(seats.map(({ live }) => live.unsent)).toEqual([0, 0]));
	const { port } = new URL(before.origin);
	await before.stop();
	await vi.waitFor(() => expect(one!.live.line).toBe('reconnecting'));
	ids.push(one!.live.write(words('ระหว่างปิด')));
	const after = await startLiveApp({ dataDir: folder, port: Number(port) });
	await vi.waitFor(
		() => {
			for (const { live } of seats)
				expect(
					live.recorded
						.filter(({ seq }) => seq !== null)
						.map(({ event }) => event.id)
						.sort(),
				).toEqual(ids.toSorted());
		},
		{ timeout: 15_000 },
	);
	for (const { stop } of seats) stop();
	await after.stop();
	rmSync(folder, { recursive: true, force: true });
});
