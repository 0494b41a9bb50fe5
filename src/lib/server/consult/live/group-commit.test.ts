import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { GroupCommit } from './group-commit.ts';
import { firstBroken, loadUpdates, noHead } from './update-store.ts';
import type { Append } from './update-store.ts';

const peers = databases.map((make) => make());

/** The same database, with its transactions counted. */
function counted(db: Database): { readonly db: Database; readonly commits: () => number } {
	let commits = 0;
	const proxy = new Proxy(db, {
		get: (target, key) => {
			if (key === 'transaction') commits++;
			const value: unknown = Reflect.get(target, key, target);
			const bound: unknown = typeof value === 'function' ? value.bind(target) : value;
			return bound;
		},
	});
	return { db: proxy, commits: () => commits };
}

const append = (consult: string, size: number, more: Partial<Append> = {}): Append => ({
	...{ consult, part: 'record', owner: null, head: noHead, at: 1 },
	updates: Array.from({ length: size }, (_, n) => ({
		bytes: new Uint8Array([n]),
		person: 'P',
		clients: n === 0 ? [7] : [],
	})),
	...more,
});

describe.each(peers)('one writer for all rooms, on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('stores what comes in one turn by one commit, each room with a chain of its own', async () => {
		const { db, commits } = counted(await peer.open());
		const store = new GroupCommit(db);
		const rooms = Array.from({ length: 25 }, (_, n) => `room-${n}`);
		await Promise.all(rooms.map((room) => store.append(append(room, 3))));
		expect(commits()).toBe(1);
		for (const room of rooms) {
			expect(await loadUpdates(db, room, 'record')).toHaveLength(3);
			expect(await firstBroken(db, room, 'record')).toBeNull();
		}
	});

	it("keeps one room's trouble its own", async () => {
		const { db, commits } = counted(await peer.open());
		const store = new GroupCommit(db);
		await store.append(append('taken', 1));
		const all = [append('before', 1), append('taken', 1), append('after', 1)];
		const outcomes = await Promise.allSettled(all.map((one) => store.append(one)));
		expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
		expect(commits()).toBe(1 + 1 + 3);
		expect(await loadUpdates(db, 'after', 'record')).toHaveLength(1);
	});
});
