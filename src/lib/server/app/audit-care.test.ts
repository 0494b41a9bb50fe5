import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { append } from '#lib/server/audit/append.ts';
import { readHeads, writeHead } from '#lib/server/audit/exported-heads.ts';
import { verify } from '#lib/server/audit/verify.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { AuditCare } from './audit-care.ts';

const dayMs = 86_400_000;
const now = Date.UTC(2026, 0, 5, 12);
const dataDir = mkdtempSync(join(tmpdir(), 'hub-care-'));
let db: Database;
const received: string[] = [];
let status = 200;
const witness = createServer((request, response) => {
	let text = '';
	request.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
	request.on('end', () => {
		received.push(text);
		response.writeHead(status).end();
	});
});
let address = '';

beforeAll(async () => {
	db = await openDatabase({ dataDir, databaseUrl: null });
	await new Promise<void>((resolve) => witness.listen(0, '127.0.0.1', resolve));
	const at = witness.address();
	address = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}/heads` : '';
});
afterEach(() => void (status = 200));
afterAll(async () => {
	await db.destroy();
	await new Promise((resolve) => witness.close(resolve));
	rmSync(dataDir, { recursive: true, force: true });
});

const care = (headUrl: string | null, at = now) =>
	new AuditCare({ db, clock: () => at, dataDir, headUrl, keptDays: 90 });
const row = (at: number) =>
	transaction(db, (trx) =>
		append(trx, { kind: 'link-revoked', link: 'L', who: 'system', from: null, requestId: null }, at),
	);

it('notes one head a day in a file nobody writes again, and sends it to the witness', async () => {
	await row(now);
	const first = care(address);
	await first.settled();
	await first.close();
	const file = join(dataDir, 'audit-heads', '2026-01-05.json');
	const text = readFileSync(file, 'utf8');
	expect(received).toEqual([text.trim()]);
	await row(now + 1);
	const second = care(address);
	await second.settled();
	await second.close();
	expect(readFileSync(file, 'utf8')).toBe(text);
	expect(received).toEqual([text.trim(), text.trim()]);
	const next = care(null, now + dayMs);
	await next.settled();
	await next.close();
	const heads = await readHeads(join(dataDir, 'audit-heads'));
	expect(heads.map((head) => head.seq)).toEqual([1, 2]);
	expect((await verify(db, heads)).kind).toBe('whole');
});

it('goes on when the witness refuses, and ends old rows', async () => {
	status = 500;
	const later = now + 200 * dayMs;
	await row(later);
	const one = care(address, later);
	await one.settled();
	await one.close();
	expect(received).toHaveLength(3);
	expect(await verify(db, null)).toMatchObject({ kind: 'whole', from: 3 });
	expect(readdirSync(join(dataDir, 'audit-heads'))).toHaveLength(3);
});

it('reads no file as a head that is none', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'hub-heads-'));
	await writeHead(folder, { seq: 1, hash: 'not a hash', at: now });
	await expect(readHeads(join(folder, 'audit-heads'))).rejects.toThrow('not an audit head');
	rmSync(folder, { recursive: true, force: true });
});
