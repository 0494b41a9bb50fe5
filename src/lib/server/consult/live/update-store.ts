/**
 * The raw updates of a consult's documents, in the order in which the server took them: the medical record itself. Each row
 * holds the hash of the one before, so a changed or missing row is found. Only the process whose room it is appends
 * (`ownership.ts`); (consult, part, seq) as primary key lets no two rows follow on the same one, whoever writes them.
 */
import { createHash } from 'node:crypto';
import type { Part } from '#lib/consult/live/wire.ts';
import { asideOf } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { stepOf } from '#lib/server/store/writer-step.ts';
import { ownershipSteps, stillOwns } from './ownership.ts';
import type { Owner } from './ownership.ts';

export interface StoredUpdate {
	readonly bytes: Uint8Array;
	readonly person: string;
	/** Yjs client ids that wrote for the first time: theirs for ever from now on */
	readonly clients: readonly number[];
}

export interface Head {
	readonly seq: number;
	readonly hash: string;
}

export const noHead: Head = { seq: 0, hash: '0'.repeat(64) };

export interface LoadedUpdate extends Head {
	readonly bytes: Uint8Array;
	/** ms */
	readonly at: number;
}

export async function loadUpdates(db: Database, consult: string, part: Part): Promise<LoadedUpdate[]> {
	return db
		.selectFrom('consult_update')
		.select(['seq', 'bytes', 'hash', 'received_at as at'])
		.where('consult', '=', consult)
		.where('part', '=', part)
		.orderBy('seq')
		.execute();
}

/** Whose each client id is. */
export async function loadOwners(db: Database, consult: string): Promise<Map<number, string>> {
	const owners = await db
		.selectFrom('consult_client')
		.select(['client', 'person'])
		.where('consult', '=', consult)
		.execute();
	return new Map(owners.map((row) => [row.client, row.person]));
}

export interface Append {
	readonly consult: string;
	readonly part: Part;
	/** whose room it is */
	readonly owner: Owner | null;
	/** the row they follow on */
	readonly head: Head;
	readonly updates: readonly StoredUpdate[];
	/** when they came, ms */
	readonly at: number;
}

/** The rows they will be. */
export function chained({ head, updates }: Append): Head[] {
	let last = head;
	return updates.map(({ bytes, person }) => {
		last = { seq: last.seq + 1, hash: updateHash(last.hash, person, bytes) };
		return last;
	});
}

/** All appends or none, durable when it resolves. Throws when a row is there already, or another process has the room. */
export async function appendUpdates(db: Database, appends: readonly Append[]): Promise<void> {
	const aside = asideOf(db);
	if (aside !== null) {
		await aside([...ownershipSteps(db, appends), ...insertsOf(db, appends).map((query) => stepOf(query))]);
		return;
	}
	await transaction(db, async (trx) => {
		await stillOwns(trx, appends);
		for (const query of insertsOf(trx, appends)) await query.execute();
	});
}

const rowsAtOnce = 16;

function insertsOf(db: Pick<Database, 'insertInto'>, appends: readonly Append[]) {
	const rows = appends.flatMap(rowsOf);
	// In pieces of one size, but for the last: a statement of a known text is prepared already.
	const pieces = Array.from({ length: Math.ceil(rows.length / rowsAtOnce) }, (_, n) =>
		db.insertInto('consult_update').values(rows.slice(n * rowsAtOnce, (n + 1) * rowsAtOnce)),
	);
	const clients = appends.flatMap(({ consult, updates }) =>
		updates.flatMap(({ person, clients: fresh }) => fresh.map((client) => ({ consult, client, person }))),
	);
	const kept = clients.map((client) =>
		db
			.insertInto('consult_client')
			.values(client)
			.onConflict((conflict) => conflict.columns(['consult', 'client']).doNothing()),
	);
	return [...pieces, ...kept];
}

function rowsOf(append: Append) {
	const { consult, part, at, updates } = append;
	let previous = append.head;
	return chained(append).map((row, n) => {
		const prev_hash = previous.hash;
		previous = row;
		const { bytes, person } = updates[n] ?? { bytes: new Uint8Array(), person: '' };
		return { consult, part, seq: row.seq, received_at: at, person, bytes, prev_hash, hash: row.hash };
	});
}

/** The draft as one row after `head` in place of all before it. Never the record: there every row stays. */
export async function compactDraft(
	db: Database,
	{ consult, owner, head }: Pick<Append, 'consult' | 'owner' | 'head'>,
	whole: Omit<StoredUpdate, 'clients'> & { readonly at: number },
): Promise<Head> {
	const append: Append = {
		...{ consult, part: 'draft', owner, head, at: whole.at },
		updates: [{ bytes: whole.bytes, person: whole.person, clients: [] }],
	};
	await transaction(db, async (trx) => {
		await stillOwns(trx, [append]);
		await trx.insertInto('consult_update').values(rowsOf(append)).execute();
		await trx
			.deleteFrom('consult_update')
			.where('consult', '=', consult)
			.where('part', '=', 'draft')
			.where('seq', '<=', head.seq)
			.execute();
	});
	return chained(append)[0] ?? head;
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
