/**
 * Seeded histories of two to eight people over lines that break, a server that dies, and events that are refused, with the client
 * that the browser has: everyone ends with the same record, nothing that was acknowledged is ever missing, and the fold says the
 * same everywhere.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as encoding from 'lib0/encoding';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { plainStatus } from '#lib/consult/live/fast-message.ts';
import type { FastMessage } from '#lib/consult/live/fast-message.ts';
import type { NewEvent } from '#lib/consult/live/live-consult.ts';
import type { Keep } from '#lib/consult/live/tray.ts';
import { closeCode, frameType, syncFrame, syncStep } from '#lib/consult/live/wire.ts';
import type { RecordEvent, Recorded } from '#lib/consult/record/event.ts';
import { fold } from '#lib/consult/record/fold.ts';
import { mostEvents } from '#lib/consult/record/record-room.ts';
import { eventsOf, writeEvent } from '#lib/consult/record/record.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { MemoryScene } from './memory-scene.fixture.ts';
import type { Client } from './memory-scene.fixture.ts';
import { appendUpdates, firstBroken, noHead } from './update-store.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hub-room-'));
let db: Database;
beforeAll(async () => {
	db = await openDatabase({ databaseUrl: null, dataDir });
});
afterAll(async () => {
	await db.destroy();
	rmSync(dataDir, { recursive: true, force: true });
});

let said = 0;
const words = (): NewEvent => ({ k: 'msg', thread: null, pin: null, text: `ข้อความ ${++said}` });
const takeBack = (of: string): NewEvent => ({ k: 'void', of, why: 'mistake' });
const idsOf = (recorded: readonly Recorded[]): string[] => recorded.map(({ event }) => event.id).sort();
const storedIds = (client: Client): string[] => idsOf(client.live.recorded.filter(({ seq }) => seq !== null));

function randomOf(seed: number): (below: number) => number {
	let state = seed * 2_654_435_761;
	return (below) => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return (state >>> 8) % below;
	};
}

/** `HISTORIES=1000` for a night's run. */
const histories = Number(process.env['HISTORIES'] ?? 30);

describe('a room', () => {
	it.each(Array.from({ length: histories }, (_, n) => n + 1))(
		'history %d ends with one record for all',
		async (seed) => {
			const random = randomOf(seed);
			const scene = new MemoryScene(db, `fuzz-${seed}`);
			const day = 86_400_000;
			// Who is behind a proxy that lets no socket through just now, and reads over HTTP.
			const blocked = new Set<number>();
			const clients = Array.from({ length: 2 + random(7) }, (_, n) =>
				scene.client(`P${n}`, {
					random: () => random(1000) / 1000,
					skew: [0, day, -day][random(3)] ?? 0,
					blocked: () => blocked.has(n),
				}),
			);
			// A deletion says that text arrived where nothing else does: half of the histories have none.
			const removed = (): number => (seed % 2 === 0 ? random(3) : 0);
			const written: string[] = [];
			const acknowledged = new Set<string>();
			for (let step = 0; step < 120; step++) {
				const at = random(clients.length);
				const client = clients[at]!;
				const { live, person } = client;
				const act = random(20);
				const messages = live.recorded.map(({ event }) => event).filter((event) => event.k === 'msg');
				if (act < 9) written.push(live.write(words()));
				else if (act < 11) {
					const own = messages.filter((event) => event.by === person);
					const mine = own[random(own.length || 1)];
					if (mine !== undefined) live.write(takeBack(mine.id));
				} else if (act === 11) {
					const foreign = messages.find((event) => event.by !== person);
					if (foreign !== undefined) live.write(takeBack(foreign.id));
				} else if (act < 14) client.cut();
				else if (act === 14) client.drop();
				else if (act === 15 && random(3) === 0) scene.die();
				else if (act < 18) live.draft.edit('findings', random(20), removed(), `ข${seed}`);
				else if (act === 18 && random(4) === 0) {
					if (!blocked.delete(at)) blocked.add(at);
					client.cut();
				}
				scene.step(random(8), random(10) === 0 ? 20_000 : random(200));
				if (random(4) === 0) await new Promise((resolve) => setImmediate(resolve));
				for (const each of clients) for (const id of storedIds(each)) acknowledged.add(id);
			}
			blocked.clear();
			await scene.settle();
			const room = await scene.room();
			const truth = eventsOf(room.record);
			const ids = truth.map((event) => event.id).sort();
			const [first] = clients;
			for (const { live } of clients) {
				expect(live.line).toBe('live');
				expect(idsOf(live.recorded)).toEqual(ids);
				expect(live.recorded.every(({ seq }) => seq !== null)).toBe(true);
				expect(fold(live.recorded)).toEqual(fold(first!.live.recorded));
				expect(live.draft.text('findings')).toBe(room.draft.getText('findings').toJSON());
				expect(live.draft.saved).toBe(true);
			}
			expect(ids).toEqual(expect.arrayContaining([...acknowledged]));
			// What was written and is nowhere in the record is in its writer's tray.
			const refused = clients.flatMap(({ live }) => live.refused.map(({ event }) => event));
			expect(refused.every((event) => event.k === 'void' && !ids.includes(event.id))).toBe(true);
			expect(ids).toEqual(expect.arrayContaining(written));
			// And the store has it all: a room loaded from it is the same.
			for (const client of clients) client.close();
			await scene.settle();
			const loaded = await scene.room();
			expect(loaded).not.toBe(room);
			expect(
				eventsOf(loaded.record)
					.map((event) => event.id)
					.sort(),
			).toEqual(ids);
			const foreignVoids = truth.filter(
				(event) => event.k === 'void' && truth.find((other) => other.id === event.of)?.by !== event.by,
			);
			expect(foreignVoids).toEqual([]);
			expect(await firstBroken(db, `fuzz-${seed}`, 'record')).toBeNull();
		},
	);

	it('a record restored from an older copy gets back what its people still have', async () => {
		const scene = new MemoryScene(db, 'restored');
		const [one, two] = [scene.client('A'), scene.client('B')];
		for (const { live } of [one, two]) for (let n = 0; n < 3; n++) live.write(words());
		await scene.settle();
		const before = storedIds(one);
		scene.die();
		await db.deleteFrom('consult_update').where('consult', '=', 'restored').where('seq', '>', 2).execute();
		await scene.settle();
		expect(storedIds(one)).toEqual(before);
		expect(storedIds(two)).toEqual(before);
		expect(await firstBroken(db, 'restored', 'record')).toBeNull();
	});

	it('of several that go together only the bad one is refused', async () => {
		const scene = new MemoryScene(db, 'together');
		const [one, two] = [scene.client('A'), scene.client('B')];
		const foreign = two.live.write(words());
		await scene.settle();
		one.cut();
		one.live.write(words());
		const bad = one.live.write(takeBack(foreign));
		one.live.write(words());
		await scene.settle();
		expect(one.live.refused.map(({ event, reason }) => [event.id, reason])).toEqual([[bad, 'not-yours']]);
		expect(storedIds(two)).toHaveLength(3);
		one.live.dismiss(bad);
		expect(one.live.refused).toEqual([]);
	});

	it('where no socket gets through the record is read all the same, and what was written waits for a line', async () => {
		const scene = new MemoryScene(db, 'blocked');
		let blocked = true;
		const asker = scene.client('P0');
		const said = asker.live.write(words());
		asker.live.draft.edit('findings', 0, 0, 'ก้อน');
		await scene.settle();
		const reader = scene.client('P1', { blocked: () => blocked });
		const wait = async (ms: number): Promise<void> => {
			for (let gone = 0; gone < ms; gone += 500) {
				scene.step(1000, 500);
				await new Promise((resolve) => setImmediate(resolve));
				await new Promise((resolve) => setTimeout(resolve, 2));
			}
		};
		await wait(10_000);
		expect(reader.live.line).toBe('reading');
		expect(storedIds(reader)).toEqual([said]);
		expect(reader.live.draft.text('findings')).toBe('ก้อน');
		expect(reader.live.people.map(({ person, here }) => [person, here])).toEqual([]);
		const waiting = reader.live.write(words());
		const later = asker.live.write(words());
		await wait(40_000);
		expect(storedIds(reader)).toEqual([said, later].sort());
		expect([reader.live.line, reader.live.unsent]).toEqual(['reading', 1]);
		blocked = false;
		await wait(70_000);
		expect([reader.live.line, reader.live.unsent]).toEqual(['live', 0]);
		for (const { live } of [asker, reader])
			expect(idsOf(live.recorded)).toEqual([said, waiting, later].sort());
		asker.close();
		reader.close();
	});

	it('a full record refuses with its reason what is added, and takes what is taken back', async () => {
		const scene = new MemoryScene(db, 'full');
		const doc = new Y.Doc();
		const id = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
		doc.transact(() => {
			for (let n = 1; n < mostEvents; n++)
				writeEvent(doc, {
					...{ v: 1, id: id(n), by: 'P0', at: 1, k: 'msg', thread: null, pin: null },
					text: 'ข้อความ',
				});
		});
		const updates = [{ bytes: Y.encodeStateAsUpdate(doc), person: 'P0', clients: [doc.clientID] }];
		const append = { consult: 'full', part: 'record', owner: null, head: noHead, updates } as const;
		await appendUpdates(db, [{ ...append, at: scene.now }]);
		const one = scene.client('P0');
		await scene.settle();
		expect(one.live.recorded).toHaveLength(mostEvents - 1);
		const last = one.live.write(words());
		await scene.settle();
		const beyond = one.live.write(words());
		await scene.settle();
		expect(storedIds(one)).toContain(last);
		expect(one.live.refused.map(({ event, reason }) => [event.id, reason])).toEqual([[beyond, 'full']]);
		const taken = one.live.write(takeBack(id(1)));
		await scene.settle();
		expect(storedIds(one)).toContain(taken);
		one.close();
	});

	it('typing that arrived before its line broke is known to be saved, and what is typed after it goes out', async () => {
		const scene = new MemoryScene(db, 'typed');
		const [one, two] = [scene.client('A'), scene.client('B')];
		await scene.settle();
		one.live.draft.edit('findings', 0, 0, 'ก้อน');
		scene.step(0, 200);
		// It is heard, and the line is gone before the word that it is stored.
		one.drop();
		await scene.settle();
		expect(two.live.draft.text('findings')).toBe('ก้อน');
		expect(one.live.draft.saved).toBe(true);
		one.live.draft.edit('findings', 4, 0, ' 2 ซม.');
		await scene.settle();
		expect(two.live.draft.text('findings')).toBe('ก้อน 2 ซม.');
	});

	it('typing is told to be saved only when it is: a server that dies before has it sent again', async () => {
		const scene = new MemoryScene(db, 'typed-and-died');
		const [one, two] = [scene.client('A'), scene.client('B')];
		await scene.settle();
		// A deletion, so that the answer to the server's step 1 is never empty.
		one.live.draft.edit('findings', 0, 0, 'xx');
		one.live.draft.edit('findings', 0, 1, '');
		await scene.settle();
		one.live.draft.edit('findings', 0, 0, 'ก้อน');
		scene.step(0, 200);
		one.drop();
		// Said, and over a second line again, while the first is on its way into the store.
		scene.step(1, 600);
		for (let n = 0; n < 40; n++) {
			await Promise.resolve();
			scene.step(1, 0);
		}
		scene.die();
		await scene.settle();
		const text = (await scene.room()).draft.getText('findings').toJSON();
		expect(text).toBe('ก้อนx');
		for (const { live } of [one, two]) expect(live.draft.text('findings')).toBe(text);
	});

	it('what was written without a line survives a reload, and the tab next to it', async () => {
		const stored = new Map<string, unknown>();
		// As `DraftKeeper`: each person's is their own.
		const keeper = (person: string): Keep => ({
			keep: (place, draft) => void stored.set(person + place, JSON.parse(JSON.stringify(draft))),
			restore: async (place) => stored.get(person + place) ?? null,
			forget: async (place) => void stored.delete(person + place),
		});
		const scene = new MemoryScene(db, 'reload');
		const before = scene.client('A', { keep: keeper('A') });
		await scene.settle();
		before.live.draft.edit('findings', 0, 0, 'ปอด');
		await scene.settle();
		expect(before.live.draft.saved).toBe(true);
		before.cut();
		const id = before.live.write(words());
		// Behind what is stored: alone, without it, it says nothing yet.
		before.live.draft.edit('findings', 3, 0, 'ปกติ');
		expect(stored.size).toBe(1);
		// The tab is gone before it had a line again.
		before.close();
		const after = scene.client('A', { keep: keeper('A') });
		const other = scene.client('B', { keep: keeper('B') });
		while (after.live.recorded.length === 0) await scene.settle();
		await scene.settle();
		expect(storedIds(after)).toEqual([id]);
		expect(other.live.draft.text('findings')).toBe('ปอดปกติ');
		expect(other.live.unsent).toBe(0);
		await new Promise((resolve) => setImmediate(resolve));
		expect(stored.size).toBe(0);
	});

	it('text that is refused is kept over a reload, until its writer lets it go', async () => {
		const stored = new Map<string, unknown>();
		const keep: Keep = {
			keep: (place, draft) => void stored.set(place, JSON.parse(JSON.stringify(draft))),
			restore: async (place) => stored.get(place) ?? null,
			forget: async (place) => void stored.delete(place),
		};
		const scene = new MemoryScene(db, 'lost');
		const before = scene.client('A', { keep });
		await scene.settle();
		before.live.draft.edit('findings', 0, 0, 'ปอด');
		await scene.settle();
		before.cut();
		before.live.draft.edit('findings', 3, 0, 'ปกติ');
		before.close();
		// Closed meanwhile: nobody writes any more.
		const who = { mayWrite: false, state: 'closed' } as const;
		const after = scene.client('A', { keep, who });
		while (after.live.draft.lost === null) await scene.settle();
		await scene.settle();
		const lost = { reason: 'read-only', texts: { findings: 'ปอดปกติ' } };
		expect(after.live.draft.lost).toEqual(lost);
		expect(after.live.draft.text('findings')).toBe('ปอด');
		after.close();
		const again = scene.client('A', { keep, who });
		while (again.live.draft.lost === null) await scene.settle();
		expect(again.live.draft.lost).toEqual(lost);
		again.live.draft.forgetLost();
		await new Promise((resolve) => setImmediate(resolve));
		expect(stored.size).toBe(0);
	});

	it('a failed commit ends the room, and everyone comes back to one loaded anew', async () => {
		const scene = new MemoryScene(db, 'fenced');
		const one = scene.client('A');
		one.live.write(words());
		await scene.settle();
		// Another process took the next row.
		await db
			.insertInto('consult_update')
			.values({
				...{ consult: 'fenced', part: 'record', seq: 2, received_at: 1, person: 'A' },
				...{ bytes: Y.encodeStateAsUpdate(new Y.Doc()), prev_hash: 'x', hash: 'y' },
			})
			.execute();
		const id = one.live.write(words());
		await scene.settle();
		expect(one.closedWith).toContain(closeCode.restart);
		expect(storedIds(one)).toContain(id);
	});
});

describe('who is here, and what they may', () => {
	it('threat-13: names come from the server, whatever a client says of itself', async () => {
		const scene = new MemoryScene(db, 'roster');
		const [one, two] = [scene.client('A', { who: { name: 'พญ. หทัย' } }), scene.client('B')];
		await scene.settle();
		one.raw(
			encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, frameType.awareness);
				encoding.writeVarUint8Array(encoder, new TextEncoder().encode('{"name":"somebody else"}'));
			}),
		);
		await scene.settle();
		expect(two.live.roster.map(({ name }) => name)).toEqual(['พญ. หทัย', 'B']);
		one.raw(
			encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, frameType.roster);
				encoding.writeVarString(encoder, '{"people":[]}');
			}),
		);
		await scene.settle();
		expect(one.live.line).toEqual({ ended: 'forbidden' });
		expect(two.live.roster.map(({ name }) => name)).toEqual(['B']);
		expect(two.live.people.map(({ name, here }) => [name, here])).toEqual([
			['พญ. หทัย', false],
			['B', true],
		]);
	});

	it('threat-13: a pointer is its sender’s, whoever they say they are', async () => {
		const scene = new MemoryScene(db, 'pointer');
		const [one, two] = [scene.client('A'), scene.client('B')];
		await scene.settle();
		const heard: [number, FastMessage][] = [];
		two.live.hear((from, message) => heard.push([from, message]));
		one.live.send({ kind: 'status', status: { ...plainStatus, presenting: true }, lag: null });
		// The server's own form of a frame, with another's place in it.
		one.raw(
			encoding.encode((encoder) => {
				encoding.writeVarUint(encoder, frameType.fast);
				encoding.writeVarUint(encoder, 1);
				encoding.writeVarUint(encoder, 1);
				encoding.writeVarUint8Array(encoder, Uint8Array.of(5, 1));
			}),
		);
		await scene.settle();
		const place = two.live.roster.find(({ person }) => person === 'A')?.place;
		expect(heard.length).toBeGreaterThan(0);
		expect(heard.every(([from]) => from === place)).toBe(true);
	});

	it('a reader writes nothing: not as an update, not as a step 2 after a break', async () => {
		const scene = new MemoryScene(db, 'reader');
		const one = scene.client('A');
		const reader = scene.client('B', { who: { mayWrite: false, role: 'observer' } });
		const id = reader.live.write(words());
		await scene.settle();
		expect(reader.live.refused.map(({ event, reason }) => [event.id, reason])).toEqual([[id, 'read-only']]);
		const forged = new Y.Doc();
		const event: RecordEvent = {
			...{ v: 1, id: '01930000-0000-7000-8000-000000000001', by: 'B', at: 1, k: 'msg' },
			...{ thread: null, pin: null, text: 'x' },
		};
		writeEvent(forged, event);
		forged.getText('findings').insert(0, 'x');
		for (const step of [syncStep.two, syncStep.update])
			for (const part of ['record', 'draft'] as const)
				reader.raw(syncFrame(part, step, Y.encodeStateAsUpdate(forged)));
		await scene.settle();
		const room = await scene.room();
		expect(eventsOf(room.record)).toEqual([]);
		expect(room.draft.getText('findings').toJSON()).toBe('');
		expect(one.live.recorded).toEqual([]);
	});

	it('threat-16: who reads slowly gets no pointers, then no line, and comes back to all of it', async () => {
		const scene = new MemoryScene(db, 'slow');
		const [one, slow] = [scene.client('A'), scene.client('B')];
		await scene.settle();
		let pointers = 0;
		slow.live.hear(() => pointers++);
		const point = async (): Promise<void> => {
			one.live.send({ kind: 'hand-over', to: 1 });
			await scene.settle();
		};
		await point();
		expect(pointers).toBe(1);
		slow.waiting = 300 * 1024;
		await point();
		const first = one.live.write(words());
		await scene.settle();
		expect([pointers, storedIds(slow)]).toEqual([1, [first]]);
		slow.waiting = 5 * 1024 * 1024;
		const second = one.live.write(words());
		scene.step(100, 100);
		await (await scene.room()).settled();
		slow.waiting = 0;
		await scene.settle();
		expect(slow.closedWith).toContain(closeCode.overloaded);
		expect(storedIds(slow)).toEqual([first, second].sort());
	});

	it('two tabs of one person are one person; a line that broke leaves no ghost', async () => {
		const scene = new MemoryScene(db, 'tabs');
		const [one, two, other] = [scene.client('A'), scene.client('A'), scene.client('B')];
		await scene.settle();
		expect(other.live.roster.map(({ person }) => person)).toEqual(['A', 'B']);
		expect(one.live.you).toBe(two.live.you);
		const seen: number[] = [];
		other.live.listen((what) => what === 'roster' && seen.push(other.live.roster.length));
		one.cut();
		await scene.settle();
		one.close();
		await scene.settle();
		expect(seen.every((people) => people === 2)).toBe(true);
		two.close();
		await scene.settle();
		expect(other.live.roster.map(({ person }) => person)).toEqual(['B']);
	});

	it('threat-16: who floods is cut, and the others go on', async () => {
		const scene = new MemoryScene(db, 'flood');
		const [one, two] = [scene.client('A'), scene.client('B')];
		await scene.settle();
		for (let n = 0; n < 500; n++) one.raw(syncFrame('record', syncStep.update, Uint8Array.of(1, 2, 3)));
		const id = two.live.write(words());
		scene.step(2000, 0);
		await scene.settle();
		expect(one.live.line).toEqual({ ended: 'too-much' });
		expect(storedIds(two)).toEqual([id]);
	});

	it('a changed row is found', async () => {
		const scene = new MemoryScene(db, 'chain');
		const one = scene.client('A');
		for (let n = 0; n < 3; n++) {
			one.live.write(words());
			await scene.settle();
		}
		expect(await firstBroken(db, 'chain', 'record')).toBeNull();
		const row = () =>
			db.selectFrom('consult_update').select('bytes').where('consult', '=', 'chain').where('seq', '=', 2);
		const changed = Uint8Array.from((await row().executeTakeFirstOrThrow()).bytes);
		changed[20] = (changed[20] ?? 0) ^ 1;
		await db
			.updateTable('consult_update')
			.set({ bytes: changed })
			.where('consult', '=', 'chain')
			.where('seq', '=', 2)
			.execute();
		expect(await firstBroken(db, 'chain', 'record')).toBe(2);
	});
});
