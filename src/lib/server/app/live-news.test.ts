/** What the live line does to its consult from outside: the session begins with its consultant, and what is said is news. */
import { describe, expect, it, vi } from 'vitest';
import { LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { NewEvent } from '#lib/consult/live/live-consult.ts';
import type { Signal } from '#lib/server/live/live-hub.ts';
import { cookieOf, seedConsult } from '../../../../tests/consult/live-app.ts';
import type { LiveApp, SeededConsult } from '../../../../tests/consult/live-app.ts';
import { useLiveApp } from '../../../../tests/consult/use-live-app.ts';
import { nodeWorld } from '../../../../tests/consult/node-world.ts';
import type { NodeWorld } from '../../../../tests/consult/node-world.ts';

let app: LiveApp;
const dataDir = useLiveApp((started) => (app = started));

/** Whoever doesn't say that they have it before them is waited for. */
const patience = { timeout: 10_000 };

let consults = 0;
const seeded = (): Promise<SeededConsult> => seedConsult(app.db, dataDir, `c-${++consults}`);
const words = (text = 'ข้อความ'): NewEvent => ({ k: 'msg', thread: null, pin: null, text });
type Session = SeededConsult['asker'];

interface Seat {
	readonly live: LiveConsult;
	readonly world: NodeWorld;
	readonly stop: () => void;
}
function sit({ consult }: SeededConsult, session: Session): Seat {
	const world = nodeWorld(app.origin, () => cookieOf(session));
	const live = new LiveConsult({ consult, person: session.personId, world });
	return { live, world, stop: live.start() };
}
const isLive = (seat: Seat): Promise<void> => vi.waitFor(() => expect(seat.live.line).toBe('live'));

describe('the gateway', () => {
	it('the consultant who sits down begins the session, once; nobody else does', async () => {
		const scene = await seeded();
		const { consult } = scene;
		await app.db.updateTable('consult').set({ state: 'accepted' }).where('id', '=', consult).execute();
		const state = async (): Promise<string> =>
			(await app.db.selectFrom('consult').select('state').where('id', '=', consult).executeTakeFirstOrThrow())
				.state;
		const joins = async (): Promise<number> =>
			(
				await app.db
					.selectFrom('consult_move')
					.select('move')
					.where('consult', '=', consult)
					.where('move', '=', 'join')
					.execute()
			).length;
		const asker = sit(scene, scene.asker);
		await isLive(asker);
		expect(await state()).toBe('accepted');
		const tabs = [sit(scene, scene.consultant), sit(scene, scene.consultant)];
		for (const tab of tabs) await isLive(tab);
		await vi.waitFor(async () => expect(await state()).toBe('in-session'));
		// The one who asked is told over the line that stands.
		await vi.waitFor(() => expect(asker.live.state).toBe('in-session'));
		tabs[0]?.world.pull();
		for (const tab of tabs) await isLive(tab);
		expect(await joins()).toBe(1);
		for (const seat of [asker, ...tabs]) seat.stop();
	});

	it('what is said is news to all but those who say that they have it before them; a mark is no news', async () => {
		const scene = await seeded();
		const { consult, asker, consultant } = scene;
		const heard: Signal[] = [];
		const stopHearing = app.live.listen((signal) => {
			if (signal.kind === 'consult-changed' && signal.consult === consult) heard.push(signal);
		});
		const news = async (): Promise<number> =>
			(await app.db.selectFrom('consult').select('news').where('id', '=', consult).executeTakeFirstOrThrow())
				.news;
		const readBy = async (person: string): Promise<number | null> =>
			(
				await app.db
					.selectFrom('consult_read')
					.select('news')
					.where('consult', '=', consult)
					.where('person', '=', person)
					.executeTakeFirst()
			)?.news ?? null;
		const before = await news();
		const one = sit(scene, asker);
		await isLive(one);
		one.live.write(words('ไม่มีใครอยู่'));
		await vi.waitFor(async () => expect(await news()).toBe(before + 1));
		expect([await readBy(asker.personId), await readBy(consultant.personId)]).toEqual([before + 1, null]);
		expect(heard).toContainEqual(expect.objectContaining({ what: 'said', by: asker.personId }));

		const two = sit(scene, consultant);
		await isLive(two);
		two.live.write(words('มาแล้ว'));
		await vi.waitFor(async () => expect(await news()).toBe(before + 2));
		// The other's line stands, and that is all: it may be dead, or the page behind another one.
		await vi.waitFor(() => expect(two.live.unsent).toBe(0));
		await vi.waitFor(() => expect(one.live.recorded.map(({ seq }) => seq)).toEqual([1, 2]));
		expect([await readBy(asker.personId), await readBy(consultant.personId)]).toEqual([
			before + 1,
			before + 2,
		]);
		one.live.read(1);
		one.live.read(2);
		await vi.waitFor(async () => expect(await readBy(asker.personId)).toBe(before + 2));
		// Sooner or later, whoever was called before isn't called again.
		const told = (): string[] =>
			heard.flatMap((signal) => (signal.kind === 'consult-changed' ? signal.what : []));
		await vi.waitFor(() => expect(told()).toEqual(['said', 'said']), patience);
		const at = { study: scene.study, series: '1.2.3', instance: '1.2.3.4', frame: 1 };
		const points = { space: 'image' as const, at: [[0, 0] as [number, number], [5, 5] as [number, number]] };
		const mark = { kind: 'arrow' as const, ...at, points, label: '', seen: [] };
		one.live.write({ k: 'ann', base: null, mark });
		await vi.waitFor(() => expect(one.live.unsent).toBe(0));
		two.live.write(words('ดูลูกศร'));
		const by = (): string[] =>
			heard.flatMap((signal) =>
				signal.kind === 'consult-changed' && signal.what === 'said' ? [signal.by] : [],
			);
		const { personId: asked } = consultant;
		await vi.waitFor(() => expect(by().filter((person) => person === asked)).toHaveLength(2), patience);
		expect(by()).toEqual([asker.personId, asked, asked]);
		expect(await news()).toBe(before + 3);
		// Looked at later, when nobody waits for it any more: read all the same, and its person's lists hear of it.
		expect(await readBy(asker.personId)).toBe(before + 2);
		one.live.read(4);
		await vi.waitFor(async () => expect(await readBy(asker.personId)).toBe(before + 3));
		await vi.waitFor(() => expect(told()).toEqual(['said', 'said', 'said', 'read']));
		one.stop();
		two.stop();
		stopHearing();
	});
});
