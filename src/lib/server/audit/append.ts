/**
 * The chain: row n holds the hash of row n-1, its own canonical text and SHA-256(previous hash, newline, text). `audit_head`
 * holds the last number and hash, changed in the same transaction: a row cut off the end is found too. Someone who may write
 * the whole database could make a new chain; that is what the head's copies outside it (log, `audit-verify --head`) are for.
 */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Transaction } from '#lib/server/store/schema.ts';
import { indexRow } from './audit-index.ts';
import { canonicalJson } from '#lib/base/canonical-json.ts';
import type { AuditEvent } from './event.ts';
import { indexEntry } from './index-entry.ts';

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
	const hospitals = await hospitalsOf(trx, event);
	// Taking the row by an update locks it on PostgreSQL and names the previous hash in one step.
	const previous = await trx
		.updateTable('audit_head')
		.set({ seq: sql<number>`seq + 1` })
		.where('id', '=', 1)
		.returning(['seq', 'hash'])
		.executeTakeFirstOrThrow();
	const concerned = hospitals.length === 0 ? {} : { hospitals };
	const body = canonicalJson({ ...event, ...concerned, seq: previous.seq, at });
	const hash = chainHash(previous.hash, body);
	await trx
		.insertInto('audit_row')
		.values({ seq: previous.seq, prev_hash: previous.hash, body, hash })
		.execute();
	const entry = indexEntry(body);
	if (entry === null) throw new TypeError('an audit event that reads as none');
	await indexRow(trx, entry);
	await trx.updateTable('audit_head').set({ hash }).where('id', '=', 1).execute();
	return { seq: previous.seq, hash };
}

/**
 * Whom the row concerns: for whom the person acted, and whose studies it names, as it was at that moment; a study that changes
 * hands later doesn't take its past with it.
 */
async function hospitalsOf(trx: Transaction, event: AuditEvent): Promise<readonly string[]> {
	const acting = event.hospital === undefined || event.hospital === null ? [] : [event.hospital];
	const studies = studiesOf(event);
	if (studies.length === 0) return acting;
	const owners = await trx
		.selectFrom('study')
		.select('owner')
		.where('uid', 'in', studies)
		.where('owner', 'is not', null)
		.execute();
	return [...new Set([...acting, ...owners.flatMap(({ owner }) => owner ?? [])])].sort();
}

function studiesOf(event: AuditEvent): readonly string[] {
	if ('studies' in event) return event.studies;
	return 'study' in event && event.study !== null ? [event.study] : [];
}

export function chainHash(previous: string, body: string): string {
	return createHash('sha256').update(previous).update('\n').update(body).digest('hex');
}
