/**
 * The chain: row n holds the hash of row n-1, its own canonical text and SHA-256(previous hash, newline, text). `audit_head`
 * holds the last number and hash, changed in the same transaction: a row cut off the end is found too. Someone who may write
 * the whole database could make a new chain; that is what the head's copies outside it (log, `audit-verify --head`) are for.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '#lib/server/store/schema.ts';
import { canonicalJson } from './canonical-json.ts';
import type { AuditEvent } from './event.ts';

export const firstHash = '0'.repeat(64);

export interface AuditHead {
	readonly seq: number;
	readonly hash: string;
}

/**
 * Appends inside the caller's transaction, so that what was done and its row stand or fall together. Do it last: from here to
 * the commit all other writers of the chain wait.
 */
export async function append(trx: Transaction, event: AuditEvent, at: number): Promise<AuditHead> {
	// Taking the row by an update locks it on PostgreSQL and names the previous hash in one step.
	const previous = await trx
		.updateTable('audit_head')
		.set({ seq: sql<number>`seq + 1` })
		.where('id', '=', 1)
		.returning(['seq', 'hash'])
		.executeTakeFirstOrThrow();
	const body = canonicalJson({ ...event, seq: previous.seq, at });
	const hash = chainHash(previous.hash, body);
	await trx
		.insertInto('audit_row')
		.values({ seq: previous.seq, prev_hash: previous.hash, body, hash })
		.execute();
	await trx.updateTable('audit_head').set({ hash }).where('id', '=', 1).execute();
	return { seq: previous.seq, hash };
}

export function chainHash(previous: string, body: string): string {
	return createHash('sha256').update(previous).update('\n').update(body).digest('hex');
}
