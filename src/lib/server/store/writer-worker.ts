/** The writing thread's side: one order at a time, a transaction each, answered when it is on the disk. Run from source by Node itself. */
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';
import { WriterOrder } from './writer-message.ts';
import type { WriterAnswer, WriterStep } from './writer-message.ts';

/** Orders are few and asked again and again. */
const mostPrepared = 100;

const port = parentPort;
if (port === null) throw new Error('writer-worker runs in a worker thread only');
const { path } = v.parse(v.object({ path: v.string() }), workerData);
const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true });
// As the program's own writer: what was told is durable survives a power cut.
db.exec('pragma synchronous = full');
const prepared = new Map<string, StatementSync>();

port.on('message', (message: unknown) => {
	if (message === null) {
		db.close();
		port.close();
		return;
	}
	const { id, steps } = v.parse(WriterOrder, message);
	port.postMessage({ id, fault: written(steps) } satisfies WriterAnswer);
});

function written(steps: readonly WriterStep[]): WriterAnswer['fault'] {
	try {
		db.exec('begin immediate');
		for (const { sql, parameters, expect } of steps) {
			const statement = prepare(sql);
			if (expect === null) statement.run(...parameters);
			else if (JSON.stringify(statement.all(...parameters)) !== expect)
				throw new Error('what had to be there is not');
		}
		db.exec('commit');
		return null;
	} catch (error) {
		if (db.isTransaction) db.exec('rollback');
		const code =
			error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
		return { message: error instanceof Error ? error.message : 'unknown', code };
	}
}

function prepare(sql: string): StatementSync {
	const statement = prepared.get(sql) ?? db.prepare(sql);
	if (prepared.size >= mostPrepared) prepared.clear();
	prepared.set(sql, statement);
	return statement;
}
