import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { databases } from '../../../../../tests/peers/databases.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import { Ownership } from './ownership.ts';
import { appendUpdates, compactDraft, loadUpdates, noHead } from './update-store.ts';
import type { Append } from './update-store.ts';

const peers = databases.map((make) => make());
const lostNothing = (): void => undefined;

const append = (owner: Append['owner'], more: Partial<Append> = {}): Append => ({
	...{ consult: 'c', part: 'record', owner, head: noHead, at: 1 },
	updates: [{ bytes: Uint8Array.of(1), person: 'P', clients: [] }],
	...more,
});

describe.each(peers)('whose a room is, on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it("is one process's, until it gives it away or ends", async () => {
		const db = await peer.open();
		const one = new Ownership({ db, lost: lostNothing });
		const two = new Ownership({ db, lost: lostNothing });
		// The last one started on an embedded database begins anew: both have begun here.
		await one.take('other');
		await two.take('another');
		await one.take('other');
		const owner = await one.take('c');
		expect(owner).not.toBeNull();
		if (peer.name === 'postgres') {
			expect([await one.elsewhere('c'), await two.elsewhere('c')]).toEqual([false, true]);
			expect(await two.take('c')).toBeNull();
		}
		await one.give('c', owner!);
		const next = await two.take('c');
		expect(next!.epoch).toBeGreaterThan(owner!.epoch);
		// What was given away is nothing to give any more.
		await one.give('c', owner!);
		expect(await two.elsewhere('c')).toBe(false);
		await two.end();
		expect(await one.elsewhere('c')).toBe(false);
		expect(await one.take('c')).not.toBeNull();
		await one.end();
	});

	it('is lost by who slept: nothing is stored for them any more, and they hear of it', async () => {
		const db = await peer.open();
		const lost: string[] = [];
		const one = new Ownership({ db, lost: (consults) => lost.push(...consults), aliveMs: 300 });
		const owner = await one.take('c');
		await appendUpdates(db, [append(owner)]);
		const head = { seq: 1, hash: (await loadUpdates(db, 'c', 'record'))[0]!.hash };
		// Asleep: as the row would be after a while without a word.
		await db.updateTable('hub_process').set({ alive_until: 0 }).execute();
		const two = new Ownership({ db, lost: lostNothing });
		const taken = await two.take('c');
		expect(taken).not.toBeNull();
		await expect(appendUpdates(db, [append(owner, { head })])).rejects.toThrow();
		const draft = { consult: 'c', owner, head: noHead };
		await expect(compactDraft(db, draft, { bytes: Uint8Array.of(1), person: 'P', at: 1 })).rejects.toThrow();
		expect(await loadUpdates(db, 'c', 'record')).toHaveLength(1);
		expect(await loadUpdates(db, 'c', 'draft')).toHaveLength(0);
		await appendUpdates(db, [append(taken, { head })]);
		await vi.waitFor(() => expect(lost).toEqual(['c']), 10_000);
		await one.end();
		await two.end();
	});

	it('can be taken by one of many who come at once', async () => {
		const db = await peer.open();
		const all = Array.from({ length: 6 }, () => new Ownership({ db, lost: lostNothing }));
		for (const one of all) await one.take(`own ${Math.random()}`);
		const owners = await Promise.all(all.map((one) => one.take('c')));
		const got = owners.filter((owner) => owner !== null);
		// Each start on an embedded database ends the life of those before it.
		if (peer.name === 'postgres') expect(got).toHaveLength(1);
		const [row, ...more] = await db
			.selectFrom('consult_owner')
			.selectAll()
			.where('consult', '=', 'c')
			.execute();
		expect(more).toEqual([]);
		expect(got.at(-1)).toEqual({ process: row!.process, epoch: row!.epoch });
		for (const one of all) await one.end();
	});
});

it('is asked as well where a thread writes', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-owner-'));
	const db = await openDatabase({ dataDir, databaseUrl: null }, { serving: true });
	const one = new Ownership({ db, lost: lostNothing });
	const [owner, other] = [await one.take('c'), await one.take('d')];
	const both = (given: Append['owner']): Append[] => [append(given), append(other, { consult: 'd' })];
	await expect(appendUpdates(db, both({ ...owner!, epoch: 7 }))).rejects.toThrow();
	expect(await loadUpdates(db, 'd', 'record')).toHaveLength(0);
	await appendUpdates(db, both(owner));
	for (const consult of ['c', 'd']) expect(await loadUpdates(db, consult, 'record')).toHaveLength(1);
	await one.end();
	await db.destroy();
	rmSync(dataDir, { recursive: true, force: true });
});
