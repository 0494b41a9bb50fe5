import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openDatabase } from './open-database.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'hub-durable-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Kills the writer with SIGKILL once it has acknowledged `rows`; resolves with the last row acknowledged. */
async function writeUntilKilled(first: number, rows: number): Promise<number> {
	const script = join(import.meta.dirname, '../../../../tests/peers/store-writer.ts');
	const writer = spawn(process.execPath, [script, dataDir, String(first)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	writer.stdout.on('data', (chunk: Buffer) => {
		said += chunk.toString('utf8');
		if (said.split('\n').length > rows) writer.kill('SIGKILL');
	});
	await new Promise((resolve) => writer.once('close', resolve));
	const whole = said.slice(0, said.lastIndexOf('\n'));
	return Number(whole.split('\n').at(-1));
}

it('keeps every acknowledged row over five kill -9, each in the middle of the next write', async () => {
	let next = 1;
	for (let trial = 0; trial < 5; trial++) {
		const acknowledged = await writeUntilKilled(next, 20 + trial * 7);
		expect(acknowledged).toBeGreaterThanOrEqual(next + 19 + trial * 7);
		const db = await openDatabase({ dataDir, databaseUrl: null });
		const rows = await db.selectFrom('study_opening').select('opened_at').orderBy('opened_at').execute();
		const { seq } = await db.selectFrom('audit_head').select('seq').executeTakeFirstOrThrow();
		await db.destroy();
		expect(rows.map((row) => row.opened_at)).toEqual(Array.from({ length: seq }, (_, n) => n + 1));
		expect(seq).toBeGreaterThanOrEqual(acknowledged);
		next = seq + 1;
	}
});
