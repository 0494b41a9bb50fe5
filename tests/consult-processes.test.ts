/**
 * Several processes on one PostgreSQL: a consult's room is in one of them, whoever comes to another is told so and reads meanwhile, and
 * whichever of them dies or sleeps, nothing is lost, nothing is there twice, and both screens show the same.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { LiveConsult } from '../src/lib/consult/live/live-consult.ts';
import type { World } from '../src/lib/consult/live/world.ts';
import { firstBroken, loadUpdates } from '../src/lib/server/consult/live/update-store.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { Database } from '../src/lib/server/store/schema.ts';
import { cookieOf, seedConsult } from './consult/live-app.ts';
import type { SeededConsult } from './consult/live-app.ts';
import { nodeWorld } from './consult/node-world.ts';
import { startPostgres } from './peers/postgres.ts';
import type { PostgresPeer } from './peers/postgres.ts';
import { freePort } from './server.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hub-processes-'));
const aliveMs = 1200;
const patience = { timeout: 20_000, interval: 20 };
let postgres: PostgresPeer;
let databaseUrl: string;
let db: Database;
const children: ChildProcess[] = [];

beforeAll(async () => {
	postgres = await startPostgres();
	databaseUrl = await postgres.createDatabase();
	db = await openDatabase({ dataDir, databaseUrl });
});
afterAll(async () => {
	for (const child of children) child.kill('SIGKILL');
	await db.destroy();
	await postgres.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

interface Process {
	readonly origin: string;
	readonly child: ChildProcess;
}
async function start(): Promise<Process> {
	const port = await freePort();
	const script = join(import.meta.dirname, 'consult', 'room-child.ts');
	const child = spawn(process.execPath, [script, dataDir, databaseUrl, String(port), String(aliveMs)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	children.push(child);
	await new Promise((resolve) => child.stdout.once('data', resolve));
	return { origin: `http://127.0.0.1:${port}`, child };
}

/** Somebody whom the proxy sends to that process, and later to another. */
function sit(scene: SeededConsult, session: SeededConsult['asker'], first: Process) {
	const cookie = (): string => cookieOf(session);
	let world = nodeWorld(first.origin, cookie);
	const now: World = {
		...world,
		dial: (path, events) => world.dial(path, events),
		door: (path) => world.door(path),
		read: (path) => world.read(path),
		// As patient as a client of ours, a twentieth of the time.
		after: (ms, work) => world.after(ms / 20, work),
	};
	const live = new LiveConsult({ consult: scene.consult, person: session.personId, world: now });
	const stop = live.start();
	return {
		live,
		stop,
		say: (text: string): string => live.write({ k: 'msg', thread: null, pin: null, text }),
		stored: (): string[] =>
			live.recorded.flatMap(({ event, seq }) => (seq === null ? [] : [event.id])).sort(),
		/** `cut`: the network between drops the line as well. */
		goesTo: ({ origin }: Process, cut = false): void => {
			const before = world;
			world = nodeWorld(origin, cookie);
			if (cut) before.pull();
		},
	};
}

it('a room is in one process; whoever comes to another reads, and takes over when the first is killed or sleeps', async () => {
	const scene = await seedConsult(db, dataDir, 'processes');
	const [first, second] = [await start(), await start()];
	const one = sit(scene, scene.asker, first);
	await vi.waitFor(() => expect(one.live.line).toBe('live'), patience);
	const ids = [one.say('หนึ่ง')];
	await vi.waitFor(() => expect(one.live.unsent).toBe(0), patience);
	const two = sit(scene, scene.consultant, second);
	await vi.waitFor(() => expect([two.live.line, two.live.elsewhere]).toEqual(['reading', true]), patience);
	expect(two.stored()).toEqual(ids);
	ids.push(two.say('สอง'));
	expect(two.live.unsent).toBe(1);

	first.child.kill('SIGKILL');
	one.goesTo(second);
	for (const seat of [one, two])
		await vi.waitFor(() => expect([seat.live.line, seat.live.unsent]).toEqual(['live', 0]), patience);
	for (const seat of [one, two])
		await vi.waitFor(() => expect(seat.stored()).toEqual(ids.toSorted()), patience);

	// It sleeps with a word in its socket; its room is taken meanwhile, and what it then finds must not become a second record.
	const third = await start();
	second.child.kill('SIGSTOP');
	ids.push(one.say('สาม'));
	two.goesTo(third, true);
	await vi.waitFor(() => expect(two.live.line).not.toBe('live'), patience);
	await vi.waitFor(() => expect(two.live.line).toBe('live'), patience);
	expect(two.stored()).toHaveLength(2);
	one.goesTo(third);
	second.child.kill('SIGCONT');
	for (const seat of [one, two])
		await vi.waitFor(() => expect(seat.stored()).toEqual(ids.toSorted()), patience);
	ids.push(two.say('สี่'));
	for (const seat of [one, two])
		await vi.waitFor(() => expect(seat.stored()).toEqual(ids.toSorted()), patience);
	for (const seat of [one, two]) expect(seat.live.refused).toEqual([]);
	expect((await loadUpdates(db, scene.consult, 'record')).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
	expect(await firstBroken(db, scene.consult, 'record')).toBeNull();

	// One that ends in order is waited for by nobody.
	third.child.kill('SIGTERM');
	for (const seat of [one, two]) seat.goesTo(second);
	for (const seat of [one, two]) await vi.waitFor(() => expect(seat.live.line).toBe('live'), patience);
	for (const seat of [one, two]) seat.stop();
}, 60_000);
