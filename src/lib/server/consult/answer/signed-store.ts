/** Signed answers as they are kept, and whether they still are what was signed. Nothing here changes or removes one. */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { Statement } from '#lib/consult/answer/statement.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import type { SigningKeys } from './signing-key.ts';

export interface Signed {
	readonly version: number;
	readonly statement: Statement;
	readonly hash: string;
	/** null: whole. Else what is wrong with it. */
	readonly fault: SignedFault | null;
}

export type SignedFault =
	/** the text isn't the one that was hashed */
	| 'changed'
	/** not our signature over it */
	| 'bad-signature'
	/** a version is missing, or isn't the one that the next was made from */
	| 'broken-chain'
	/** the record no longer has, or has another, entry at which it was signed */
	| 'record-changed';

const Body = v.pipe(v.string(), v.parseJson(), Statement);

export function hashOf(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}

/** Oldest first. A row whose text can't even be read stands as `unreadable` for `verifyAnswers`. */
export async function readSigned(
	db: Database | Transaction,
	keys: SigningKeys,
	consult: string,
): Promise<readonly (Signed | { readonly version: number; readonly unreadable: true })[]> {
	const rows = await db
		.selectFrom('consult_answer')
		.selectAll()
		.where('consult', '=', consult)
		.orderBy('version')
		.execute();
	let before: { version: number; hash: string } = { version: 0, hash: '' };
	const all: (Signed | { readonly version: number; readonly unreadable: true })[] = [];
	for (const row of rows) {
		const { version, hash } = row;
		const parsed = v.safeParse(Body, row.body);
		if (!parsed.success) {
			all.push({ version, unreadable: true });
		} else {
			const statement = parsed.output;
			const bytes = Buffer.from(row.body, 'utf8');
			const own =
				hashOf(bytes) !== hash || statement.version !== version || statement.consult !== consult
					? 'changed'
					: !keys.verify(row.key_id, bytes, row.signature) || statement.key !== row.key_id
						? 'bad-signature'
						: version !== before.version + 1 || (statement.amends?.hash ?? '') !== before.hash
							? 'broken-chain'
							: (await recordStands(db, consult, statement))
								? null
								: 'record-changed';
			all.push({ version, statement, hash, fault: own });
		}
		before = { version, hash };
	}
	return all;
}

/** The entry of the record's chain that the answer names. */
async function recordStands(
	db: Database | Transaction,
	consult: string,
	{ record }: Statement,
): Promise<boolean> {
	if (record.seq === 0) return true;
	const row = await db
		.selectFrom('consult_update')
		.select('hash')
		.where('consult', '=', consult)
		.where('part', '=', 'record')
		.where('seq', '=', record.seq)
		.executeTakeFirst();
	return row?.hash === record.hash;
}
