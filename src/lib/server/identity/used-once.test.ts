import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../../../tests/peers/databases.ts';
import { useOnce } from './used-once.ts';

const peers = databases.map((make) => make());

describe.each(peers)('one use on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('threat-4: the first of many at once, and nobody until it could not be used any more', async () => {
		const db = await peer.open();
		const use = (id: string, now: number) => useOnce(db, id, { now, keptMs: 100 });
		const together = await Promise.all(Array.from({ length: 8 }, () => use('a', 1000)));
		expect(together.filter(Boolean)).toHaveLength(1);
		expect([await use('b', 1001), await use('a', 1099), await use('a', 1100)]).toEqual([true, false, true]);
		const rows = await db.selectFrom('used_once').select('id').orderBy('id').execute();
		expect(rows.map((row) => row.id)).toEqual(['a', 'b']);
	});
});
