import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { append } from './append.ts';
import { canonicalJson } from '#lib/base/canonical-json.ts';
import type { AuditEvent } from './event.ts';
import { verify } from './verify.ts';

const event = (link: string): AuditEvent => ({
	kind: 'link-revoked',
	link,
	who: 'operator',
	from: null,
	requestId: null,
});

async function filled(db: Database, rows: number): Promise<Database> {
	for (let n = 1; n <= rows; n++) await transaction(db, (trx) => append(trx, event(`link-${n}`), 1000 + n));
	return db;
}

describe('canonical JSON', () => {
	it('has one text whatever the order of the keys', () => {
		const text = '{"a":[1,{"x":null,"y":"é\\n"}],"b":true}';
		expect(canonicalJson({ b: true, a: [1, { y: 'é\n', x: null }] })).toBe(text);
		expect(canonicalJson({ a: [1, { x: null, y: 'é\n' }], b: true })).toBe(text);
		expect(() => canonicalJson({ a: Number.NaN })).toThrow();
	});
});

const peers = databases.map((make) => make());

describe.each(peers)('audit on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('is whole when empty and after rows', async () => {
		const db = await peer.open();
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', head: { seq: 0 } });
		await filled(db, 5);
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', head: { seq: 5 } });
	});

	it('stays one chain when thirty write at once', async () => {
		const db = await peer.open();
		const one = (n: number) =>
			transaction(db, async (trx) => {
				await wait(n % 3);
				return append(trx, event(`link-${n}`), n);
			});
		await Promise.all(Array.from({ length: 30 }, (_, n) => one(n)));
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', head: { seq: 30 } });
	});

	it('leaves no row and no gap when the transaction fails after it', async () => {
		const db = await filled(await peer.open(), 2);
		const failing = transaction(db, async (trx) => {
			await append(trx, event('never'), 1);
			throw new Error('planned');
		});
		await expect(failing).rejects.toThrow('planned');
		await filled(db, 1);
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', head: { seq: 3 } });
	});

	it('threat-17: a changed byte is found and its line named', async () => {
		const db = await filled(await peer.open(), 6);
		const row = await db.selectFrom('audit_row').selectAll().where('seq', '=', 4).executeTakeFirstOrThrow();
		const body = row.body.replace('link-4', 'link-5');
		await db.updateTable('audit_row').set({ body }).where('seq', '=', 4).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 4, why: 'changed' });
	});

	it('threat-17: a deleted line is found, in the middle and at the end', async () => {
		const db = await filled(await peer.open(), 6);
		await db.deleteFrom('audit_row').where('seq', '=', 6).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 6, why: 'cut-off' });
		await db.deleteFrom('audit_row').where('seq', '=', 3).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 3, why: 'missing' });
	});

	it('threat-17: two swapped lines are found', async () => {
		const db = await filled(await peer.open(), 6);
		await db.updateTable('audit_row').set({ seq: 99 }).where('seq', '=', 2).execute();
		await db.updateTable('audit_row').set({ seq: 2 }).where('seq', '=', 3).execute();
		await db.updateTable('audit_row').set({ seq: 3 }).where('seq', '=', 99).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 2, why: 'not-linked' });
	});

	it('threat-17: a row whose text was rewritten with a fitting hash breaks the next line', async () => {
		const db = await filled(await peer.open(), 3);
		const { chainHash } = await import('./append.ts');
		const row = await db.selectFrom('audit_row').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
		const body = row.body.replace('link-2', 'link-9');
		const hash = chainHash(row.prev_hash, body);
		await db.updateTable('audit_row').set({ body, hash }).where('seq', '=', 2).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 3, why: 'not-linked' });
	});

	it('threat-17: a chain cut and made anew is found by a head noted outside', async () => {
		const db = await filled(await peer.open(), 4);
		const before = await verify(db, null);
		if (before.kind !== 'whole') throw new Error('not whole');
		for (const table of ['audit_row', 'audit_index'] as const)
			await db.deleteFrom(table).where('seq', '>', 2).execute();
		const row = await db.selectFrom('audit_row').selectAll().where('seq', '=', 2).executeTakeFirstOrThrow();
		await db.updateTable('audit_head').set({ seq: 2, hash: row.hash }).execute();
		expect((await verify(db, null)).kind).toBe('whole');
		expect(await verify(db, before.head)).toEqual({ kind: 'broken', line: 3, why: 'cut-off' });
		await transaction(db, (trx) => append(trx, event('other'), 1));
		await transaction(db, (trx) => append(trx, event('other'), 1));
		expect(await verify(db, before.head)).toEqual({ kind: 'broken', line: 4, why: 'other-chain' });
	});
});
