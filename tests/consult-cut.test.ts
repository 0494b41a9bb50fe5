/** A network that lets a line through and cuts it at once, again and again: the record is read all the same, and what is written gets there. */
import { expect, it, vi } from 'vitest';
import { LiveConsult } from '../src/lib/consult/live/live-consult.ts';
import { cuttingProxy } from './consult/cutting-proxy.ts';
import { cookieOf, seedConsult } from './consult/live-app.ts';
import type { LiveApp, SeededConsult } from './consult/live-app.ts';
import { useLiveApp } from './consult/use-live-app.ts';
import { nodeWorld } from './consult/node-world.ts';

let app: LiveApp;
const dataDir = useLiveApp((started) => (app = started));

function sit(scene: SeededConsult, session: SeededConsult['asker'], origin: string) {
	const world = nodeWorld(origin, () => cookieOf(session), { origin: app.origin });
	const live = new LiveConsult({
		...{ consult: scene.consult, person: session.personId },
		// As patient as a client of ours, a twentieth of the time.
		world: { ...world, after: (ms, work) => world.after(ms / 20, work) },
	});
	return { live, stop: live.start() };
}

it('reads over HTTP after a few such cuts, writes while a line stands, and has a line again when it is let', async () => {
	const scene = await seedConsult(app.db, dataDir, 'cut');
	const proxy = await cuttingProxy(app.origin, 150);
	const near = sit(scene, scene.asker, app.origin);
	const far = sit(scene, scene.consultant, proxy.origin);
	const say = (seat: typeof near, text: string): string =>
		seat.live.write({ k: 'msg', thread: null, pin: null, text });
	const has = (seat: typeof near, id: string): boolean =>
		seat.live.recorded.some(({ event, seq }) => event.id === id && seq !== null);
	await vi.waitFor(() => expect(far.live.line).toBe('reading'), 10_000);
	expect(proxy.cuts()).toBeGreaterThanOrEqual(3);
	expect(far.live.readAt).not.toBeNull();
	const [one, other] = [say(near, 'หนึ่ง'), say(far, 'สอง')];
	await vi.waitFor(() => expect([has(far, one), has(near, other)]).toEqual([true, true]), 10_000);
	proxy.relent();
	const before = proxy.cuts();
	await vi.waitFor(() => expect(far.live.line).toBe('live'), 10_000);
	// And it is no longer read beside the line, which has stood for a while.
	const [, readAt] = [await new Promise((resolve) => setTimeout(resolve, 1200)), far.live.readAt];
	const last = say(near, 'สาม');
	await vi.waitFor(() => expect(has(far, last)).toBe(true), 10_000);
	expect([far.live.line, far.live.readAt]).toEqual(['live', readAt]);
	expect(proxy.cuts() - before).toBeLessThanOrEqual(1);
	for (const seat of [near, far]) seat.stop();
	await proxy.stop();
});
