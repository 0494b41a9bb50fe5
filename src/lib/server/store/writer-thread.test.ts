import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asideOf, openDatabase } from './open-database.ts';
import type { Database } from './schema.ts';
import { transaction } from './transaction.ts';
import { stepOf } from './writer-step.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hub-aside-'));
let db: Database;
beforeAll(async () => {
	db = await openDatabase({ dataDir, databaseUrl: null }, { serving: true });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const insert = (id: string, until: number) => stepOf(db.insertInto('used_once').values({ id, until }));
const raise = (id: string) =>
	stepOf(
		db
			.updateTable('used_once')
			.set((eb) => ({ until: eb('until', '+', 1) }))
			.where('id', '=', id),
	);
const rowOf = (id: string) => db.selectFrom('used_once').selectAll().where('id', '=', id).execute();

describe('what is written aside', () => {
	it('is all there, or none of it', async () => {
		const aside = asideOf(db)!;
		await aside([insert('a', 1), insert('b', 2)]);
		expect(await rowOf('b')).toEqual([{ id: 'b', until: 2 }]);
		// The key is taken: nothing of it.
		await expect(aside([insert('c', 3), insert('a', 4)])).rejects.toThrow();
		expect(await rowOf('c')).toEqual([]);
		const found = (until: number) =>
			stepOf(db.selectFrom('used_once').select(['id', 'until']).where('id', '=', 'a'), [{ id: 'a', until }]);
		await expect(aside([insert('c', 3), found(2)])).rejects.toThrow();
		expect(await rowOf('c')).toEqual([]);
		await aside([found(1), insert('c', 3)]);
		expect(await rowOf('c')).toHaveLength(1);
	});

	it('takes turns with what the program writes itself, and the last to close takes the log away', async () => {
		await asideOf(db)!([insert('n', 0)]);
		const own = (): Promise<void> =>
			transaction(db, async (trx) => {
				const { until } = await trx
					.selectFrom('used_once')
					.select('until')
					.where('id', '=', 'n')
					.executeTakeFirstOrThrow();
				await new Promise((resolve) => setImmediate(resolve));
				await trx
					.updateTable('used_once')
					.set({ until: until + 1 })
					.where('id', '=', 'n')
					.execute();
			});
		await Promise.all(
			Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? own() : asideOf(db)!([raise('n')]))),
		);
		expect((await rowOf('n'))[0]?.until).toBe(60);
		await db.destroy();
		expect(existsSync(join(dataDir, 'hub.sqlite-wal'))).toBe(false);
		const again = await openDatabase({ dataDir, databaseUrl: null });
		expect(await again.selectFrom('used_once').select('until').where('id', '=', 'n').execute()).toEqual([
			{ until: 60 },
		]);
		// Nobody waits for a tool that writes once.
		expect(asideOf(again)).toBeNull();
		await again.destroy();
	});
});
