/** The index beside the chain, the end of old rows, and what an intruder may try on both. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { append, chainHash } from './append.ts';
import { fillAuditIndex } from './audit-index.ts';
import type { AuditEvent } from './event.ts';
import { pruneAudit } from './retention.ts';
import { verify } from './verify.ts';

const dayMs = 86_400_000;
const study = studyUid('1.2.3') as StudyUid;
const opened = (person: string, more: object = {}): AuditEvent => ({
	kind: 'access-granted',
	action: 'view',
	study,
	because: `staff:${person}`,
	who: `staff:${person}`,
	from: '192.0.2.1',
	requestId: null,
	...more,
});

async function filled(db: Database, days: number): Promise<Database> {
	for (let n = 1; n <= days; n++)
		await transaction(db, (trx) => append(trx, opened(`p${n}`, { hospital: '10670' }), n * dayMs));
	return db;
}

const peers = databases.map((make) => make());

describe.each(peers)('oversight on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('knows whose study it was and for whom the person acted, at that moment', async () => {
		const db = await peer.open();
		await db
			.insertInto('study')
			.values({ ...emptyStudy, uid: study, owner: '11111' })
			.execute();
		await filled(db, 1);
		await db.updateTable('study').set({ owner: '22222' }).execute();
		const rows = await db.selectFrom('audit_index_hospital').select('hospital').orderBy('hospital').execute();
		expect(rows.map((row) => row.hospital)).toEqual(['10670', '11111']);
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('threat-17: an index that hides or renames a line is found', async () => {
		for (const tamper of [
			(db: Database) => db.deleteFrom('audit_index_study').where('seq', '=', 2).execute(),
			(db: Database) => db.deleteFrom('audit_index').where('seq', '=', 2).execute(),
			(db: Database) => db.updateTable('audit_index').set({ who: 'staff:x' }).where('seq', '=', 2).execute(),
			(db: Database) => db.updateTable('audit_index_study').set({ at: 5 }).where('seq', '=', 2).execute(),
			(db: Database) =>
				db.updateTable('audit_index_hospital').set({ hospital: '9' }).where('seq', '=', 2).execute(),
		]) {
			const db = await filled(await peer.open(), 3);
			await tamper(db);
			expect(await verify(db, null)).toEqual({ kind: 'broken', line: 2, why: 'index-differs' });
		}
	});

	it('fills the index for rows written before there was one', async () => {
		const db = await filled(await peer.open(), 3);
		for (const table of ['audit_index', 'audit_index_study', 'audit_index_hospital'] as const)
			await db.deleteFrom(table).execute();
		await fillAuditIndex(db);
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', head: { seq: 3 } });
	});

	it('ends what is older than the setting, says so in the chain, and the rest is still one chain', async () => {
		const db = await filled(await peer.open(), 200);
		const before = await verify(db, null);
		if (before.kind !== 'whole') throw new Error('not whole');
		expect(await pruneAudit(db, 90, 200 * dayMs)).toBe(109);
		expect(await verify(db, before.head)).toMatchObject({ kind: 'whole', from: 110, head: { seq: 201 } });
		const last = await db
			.selectFrom('audit_row')
			.select('body')
			.where('seq', '=', 201)
			.executeTakeFirstOrThrow();
		expect(JSON.parse(last.body)).toMatchObject({
			kind: 'audit-pruned',
			throughSeq: 109,
			rows: 109,
			keptDays: 90,
		});
		expect(await pruneAudit(db, 90, 200 * dayMs)).toBe(0);
		expect(await pruneAudit(db, 90, 210 * dayMs)).toBe(10);
		expect(await verify(db, null)).toMatchObject({ kind: 'whole', from: 120 });
		await expect(pruneAudit(db, 89, 200 * dayMs)).rejects.toThrow('90 days');
	});

	it('threat-17: a beginning cut off by hand is found although a checkpoint was made to fit', async () => {
		const db = await filled(await peer.open(), 6);
		const cut = await db
			.selectFrom('audit_row')
			.select(['seq', 'hash'])
			.where('seq', '=', 3)
			.executeTakeFirstOrThrow();
		for (const table of ['audit_index', 'audit_index_study', 'audit_index_hospital', 'audit_row'] as const)
			await db.deleteFrom(table).where('seq', '<=', 3).execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 1, why: 'missing' });
		await db
			.insertInto('audit_checkpoint')
			.values({ id: 1, ...cut })
			.execute();
		expect(await verify(db, null)).toEqual({ kind: 'broken', line: 3, why: 'cut-unsealed' });
	});

	it('threat-17: heads exported earlier find a chain written anew with its index', async () => {
		const db = await filled(await peer.open(), 4);
		const noted = await db.selectFrom('audit_row').select(['seq', 'hash']).orderBy('seq').execute();
		let last = noted[1]!.hash;
		for (const row of await db
			.selectFrom('audit_row')
			.selectAll()
			.where('seq', '>', 2)
			.orderBy('seq')
			.execute()) {
			const body = row.body.replaceAll(`staff:p${row.seq}`, 'staff:other');
			const hash = chainHash(last, body);
			await db
				.updateTable('audit_row')
				.set({ body, hash, prev_hash: last })
				.where('seq', '=', row.seq)
				.execute();
			await db.updateTable('audit_index').set({ who: 'staff:other' }).where('seq', '=', row.seq).execute();
			last = hash;
		}
		await db.updateTable('audit_head').set({ hash: last }).execute();
		expect((await verify(db, null)).kind).toBe('whole');
		expect((await verify(db, noted.slice(0, 2))).kind).toBe('whole');
		expect(await verify(db, noted)).toEqual({ kind: 'broken', line: 3, why: 'other-chain' });
	});

	it('threat-17: one byte changed on the disk or in the row is found, and its line named', async () => {
		const place = await peer.place();
		const first = await openDatabase(place);
		await filled(first, 5);
		if (place.databaseUrl === null) {
			await first.destroy();
			flipByte(join(place.dataDir, 'hub.sqlite'), 'staff:p4');
		} else {
			const row = await first
				.selectFrom('audit_row')
				.select('body')
				.where('seq', '=', 4)
				.executeTakeFirstOrThrow();
			const bytes = Buffer.from(row.body);
			const at = bytes.indexOf('192.0.2.1');
			bytes[at] = bytes[at]! ^ 1;
			await first.updateTable('audit_row').set({ body: bytes.toString() }).where('seq', '=', 4).execute();
			await first.destroy();
		}
		const second = await openDatabase(place);
		expect(await verify(second, null)).toEqual({ kind: 'broken', line: 4, why: 'changed' });
		await second.destroy();
	});
});

/** In the file itself, in the chain's own text: of all places where the words stand, the one inside a row's JSON. */
function flipByte(file: string, words: string): void {
	const bytes = readFileSync(file);
	const at = bytes.indexOf(`"who":"${words}"`);
	expect(at).toBeGreaterThan(0);
	bytes[at + 8] = bytes[at + 8]! ^ 1;
	writeFileSync(file, bytes);
}

const emptyStudy = {
	date: '',
	time: null,
	accession: null,
	modalities: 'CT',
	referring: null,
	referring_key: null,
	patient_name: null,
	patient_key: null,
	patient_id: null,
	issuer: null,
	birth_date: null,
	sex: null,
	study_id: null,
	description: null,
	institution: null,
	timezone: null,
	facts: '{}',
	series_count: 0,
	instance_count: 0,
	revision: 0,
	changed_at: 0,
};
