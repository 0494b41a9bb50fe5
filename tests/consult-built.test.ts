/** The live line in the production server: mounted by `serve.ts`, and gone in order with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';
import { LiveConsult } from '../src/lib/consult/live/live-consult.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import { cookieOf, seedConsult } from './consult/live-app.ts';
import { nodeWorld } from './consult/node-world.ts';
import { buildIfStale } from '../scripts/build-if-stale.ts';
import { startServer } from './server.ts';

// Not in the test's own time.
beforeAll(() => buildIfStale());

it('two people meet on it; SIGTERM sends them away to come back, and the process ends', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-built-'));
	const server = await startServer({ dataDir });
	const db = await openDatabase({ dataDir, databaseUrl: null });
	const scene = await seedConsult(db, dataDir, 'built');
	const seats = [scene.asker, scene.consultant].map((session) => {
		const world = nodeWorld(server.origin, () => cookieOf(session));
		const live = new LiveConsult({ consult: scene.consult, person: session.personId, world });
		return { live, world, stop: live.start() };
	});
	const [one, two] = seats;
	const id = one!.live.write({ k: 'msg', thread: null, pin: null, text: 'ข้อความ' });
	const patient = { timeout: 20_000 };
	await vi.waitFor(() => expect(two!.live.recorded.map(({ event }) => event.id)).toEqual([id]), patient);
	expect(two!.live.roster).toHaveLength(2);
	// What a page asks whose socket wasn't opened.
	const path = `/api/consults/${scene.consult}/live`;
	expect(await one!.world.door(`${path}?as=${scene.asker.personId}`)).toBe('open');
	expect(await one!.world.door(`${path}?as=${scene.consultant.personId}`)).toBe('somebody-else');
	expect(await one!.world.door('/api/consults/other/live')).toBe('forbidden');
	server.signal('SIGTERM');
	const begun = performance.now();
	expect(await server.ended()).toBe(0);
	// Upgraded sockets would hold it open for ever: the ten seconds of patience are for requests.
	expect(performance.now() - begun).toBeLessThan(9000);
	for (const { live } of seats) expect(live.line).toBe('reconnecting');
	for (const { stop } of seats) stop();
	await db.destroy();
	rmSync(dataDir, { recursive: true, force: true });
});
