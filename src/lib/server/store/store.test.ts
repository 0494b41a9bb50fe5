import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../../../tests/peers/databases.ts';
import { changeMarkOf, openDatabase } from './open-database.ts';
import type { Database } from './schema.ts';
import { transaction } from './transaction.ts';

const peers = databases.map((make) => make());

describe.each(peers)('store on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	const head = (db: Database) => db.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
	const token = (id: string) => ({
		id,
		hospital: null,
		name: 'ward',
		token_hash: `hash-${id}`,
		scopes: '[]',
		created_at: 1_764_000_000_000,
		expires_at: 1_764_000_000_001,
		revoked_at: null,
	});

	it('keeps everything over a second opening and migrates once', async () => {
		const place = await peer.place();
		const first = await openDatabase(place);
		await first.insertInto('service_token').values(token('a')).execute();
		await first.destroy();
		const second = await openDatabase(place);
		expect({ ...(await second.selectFrom('service_token').selectAll().executeTakeFirstOrThrow()) }).toEqual(
			token('a'),
		);
		await second.destroy();
	});

	it('tells of a commit by anybody and of nothing else, or says that it cannot', async () => {
		const place = await peer.place();
		const [one, other] = [await openDatabase(place), await openDatabase(place)];
		const mark = changeMarkOf(one);
		if (place.databaseUrl !== null) {
			expect(mark).toBeNull();
		} else {
			const marks = [mark?.()];
			await head(one);
			const failing = transaction(one, async (trx) => {
				await trx.insertInto('service_token').values(token('a')).execute();
				throw new Error('planned');
			});
			await expect(failing).rejects.toThrow('planned');
			expect(mark?.()).toBe(marks[0]);
			await one.insertInto('service_token').values(token('a')).execute();
			marks.push(mark?.());
			await transaction(other, (trx) => trx.insertInto('service_token').values(token('b')).execute());
			marks.push(mark?.());
			expect(new Set(marks).size).toBe(3);
		}
		await one.destroy();
		await other.destroy();
	});

	it('gives times back as numbers', async () => {
		const db = await peer.open();
		await db.insertInto('service_token').values(token('a')).execute();
		const row = await db
			.selectFrom('service_token')
			.select(['created_at', 'revoked_at'])
			.executeTakeFirstOrThrow();
		expect(row.created_at).toBe(1_764_000_000_000);
		expect(row.revoked_at).toBeNull();
	});

	it('leaves nothing of a transaction that throws', async () => {
		const db = await peer.open();
		const failing = transaction(db, async (trx) => {
			await trx.insertInto('service_token').values(token('a')).execute();
			await wait(5);
			throw new Error('planned');
		});
		await expect(failing).rejects.toThrow('planned');
		expect(await db.selectFrom('service_token').selectAll().execute()).toEqual([]);
		// and the next one works
		await transaction(db, (trx) => trx.insertInto('service_token').values(token('b')).execute());
		expect(await db.selectFrom('service_token').select('id').execute()).toHaveLength(1);
	});

	it('shows others nothing before the commit, and does not keep readers waiting', async () => {
		const db = await peer.open();
		await transaction(db, async (trx) => {
			await trx.updateTable('audit_head').set({ seq: 7 }).execute();
			expect((await head(db)).seq).toBe(0);
			expect((await head(trx)).seq).toBe(7);
		});
		expect((await head(db)).seq).toBe(7);
	});

	it('loses no increment among forty transactions that wait in their middle', async () => {
		const db = await peer.open();
		const one = () =>
			transaction(db, async (trx) => {
				// The idiom of this house: the first statement takes the row, what it returns is the truth.
				const { seq } = await trx
					.updateTable('audit_head')
					.set({ seq: sql<number>`seq + 0` })
					.returning('seq')
					.executeTakeFirstOrThrow();
				await wait(1);
				await trx
					.updateTable('audit_head')
					.set({ seq: seq + 1 })
					.execute();
			});
		await Promise.all(Array.from({ length: 40 }, one));
		expect((await head(db)).seq).toBe(40);
	});

	it('lets single writes wait for a transaction instead of joining it', async () => {
		const db = await peer.open();
		const outside: Promise<unknown>[] = [];
		const failing = transaction(db, async (trx) => {
			await trx.insertInto('service_token').values(token('inside')).execute();
			outside.push(db.insertInto('service_token').values(token('outside')).execute());
			await wait(20);
			throw new Error('planned');
		});
		await expect(failing).rejects.toThrow('planned');
		await Promise.all(outside);
		expect((await db.selectFrom('service_token').select('id').execute()).map((row) => row.id)).toEqual([
			'outside',
		]);
	});

	it('enforces foreign keys', async () => {
		const db = await peer.open();
		const orphan = db
			.insertInto('guest_session_link')
			.values({ session: 'none', link: 'none', redeemed_at: 0 });
		await expect(orphan.execute()).rejects.toThrow();
	});
});
