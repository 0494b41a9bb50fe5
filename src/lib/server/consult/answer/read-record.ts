/** A consult's record as stored: its events with the server's order on them, and where it stands. */
import * as v from 'valibot';
import * as Y from 'yjs';
import type { RecordHead } from '#lib/consult/answer/statement.ts';
import { RecordEvent } from '#lib/consult/record/event.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import { recordRoot } from '#lib/consult/record/record.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { noHead } from '../live/update-store.ts';

export interface StoredRecord {
	readonly head: RecordHead;
	readonly recorded: readonly Recorded[];
}

export async function readRecord(db: Database, consult: string): Promise<StoredRecord> {
	const rows = await db
		.selectFrom('consult_update')
		.select(['seq', 'hash', 'received_at', 'bytes'])
		.where('consult', '=', consult)
		.where('part', '=', 'record')
		.orderBy('seq')
		.execute();
	const record = new Y.Doc();
	const root = record.getMap<unknown>(recordRoot);
	const recorded: Recorded[] = [];
	let at = { seq: 0, storedAt: 0 };
	root.observe((change) => {
		for (const key of change.changes.keys.keys()) {
			const parsed = v.safeParse(RecordEvent, root.get(key));
			if (parsed.success && parsed.output.id === key)
				recorded.push({ event: parsed.output, seq: at.seq, storedAt: at.storedAt });
		}
	});
	for (const row of rows) {
		at = { seq: row.seq, storedAt: row.received_at };
		Y.applyUpdate(record, row.bytes);
	}
	record.destroy();
	const last = rows.at(-1);
	return { head: last === undefined ? noHead : { seq: last.seq, hash: last.hash }, recorded };
}

/** Where it stands, without reading what it says. */
export async function recordHead(db: Database, consult: string): Promise<RecordHead> {
	const last = await db
		.selectFrom('consult_update')
		.select(['seq', 'hash'])
		.where('consult', '=', consult)
		.where('part', '=', 'record')
		.orderBy('seq', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last ?? noHead;
}
