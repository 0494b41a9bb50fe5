/**
 * The raw updates of a consult's documents, in the order in which the server took them: the medical record itself. Each row
 * holds the hash of the one before, so a changed or missing row is found; (consult, part, seq) as primary key keeps two
 * processes from both being the owner of a room.
 */
import { createHash } from 'node:crypto';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

export type Part = 'record' | 'draft';

export interface StoredUpdate {
	readonly bytes: Uint8Array;
	readonly person: string;
	/** Yjs client ids that wrote in it: theirs for ever from now on */
	readonly clients: readonly number[];
}

export interface Head {
	readonly seq: number;
	readonly hash: string;
}

export const noHead: Head = { seq: 0, hash: '0'.repeat(64) };

export interface Loaded {
	readonly updates: readonly Uint8Array[];
	readonly head: Head;
	readonly owners: ReadonlyMap<number, string>;
}

export async function loadUpdates(db: Database, consult: string, part: Part): Promise<Loaded> {
	const rows = await db
		.selectFrom('consult_update')
		.select(['seq', 'bytes', 'hash'])
		.where('consult', '=', consult)
		.where('part', '=', part)
		.orderBy('seq')
		.execute();
	const owners = await db
		.selectFrom('consult_client')
		.select(['client', 'person'])
		.where('consult', '=', consult)
		.execute();
	const last = rows.at(-1);
	return {
		updates: rows.map((row) => row.bytes),
		head: last === undefined ? noHead : { seq: last.seq, hash: last.hash },
		owners: new Map(owners.map((row) => [row.client, row.person])),
	};
}

/** All of them or none, durable when it resolves; the head after them. */
export async function appendUpdates(
	db: Database,
	room: { readonly consult: string; readonly part: Part; readonly head: Head },
	updates: readonly StoredUpdate[],
	now: number,
): Promise<Head> {
	const { consult, part } = room;
	let head = room.head;
	const rows = updates.map(({ bytes, person }) => {
		const previous = head;
		head = { seq: previous.seq + 1, hash: updateHash(previous.hash, person, bytes) };
		return {
			consult,
			part,
			seq: head.seq,
			received_at: now,
			person,
			bytes,
			prev_hash: previous.hash,
			hash: head.hash,
		};
	});
	await transaction(db, async (trx) => {
		await trx.insertInto('consult_update').values(rows).execute();
		for (const { person, clients } of updates) {
			for (const client of clients) {
				await trx
					.insertInto('consult_client')
					.values({ consult, client, person })
					.onConflict((conflict) => conflict.columns(['consult', 'client']).doNothing())
					.execute();
			}
		}
	});
	return head;
}

/** The seq of the first row that doesn't follow on the one before; null: the chain is whole. */
export async function firstBroken(db: Database, consult: string, part: Part): Promise<number | null> {
	const rows = await db
		.selectFrom('consult_update')
		.selectAll()
		.where('consult', '=', consult)
		.where('part', '=', part)
		.orderBy('seq')
		.execute();
	let head = noHead;
	for (const row of rows) {
		const follows =
			row.seq === head.seq + 1 &&
			row.prev_hash === head.hash &&
			row.hash === updateHash(head.hash, row.person, row.bytes);
		if (!follows) return row.seq;
		head = { seq: row.seq, hash: row.hash };
	}
	return null;
}

function updateHash(previous: string, person: string, bytes: Uint8Array): string {
	return createHash('sha256').update(`${previous}\n${person}\n`).update(bytes).digest('hex');
}
