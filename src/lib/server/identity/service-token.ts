/** Bearer tokens of other systems: an archive that sends studies, a workstation that searches and fetches. */
import * as v from 'valibot';
import type { Principal, ServiceScope } from '#lib/access/decide.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { newId, newSecret, secretHash } from './secret.ts';

const Scopes = v.array(v.picklist(['search', 'read', 'store', 'consent']));

export interface TokenOrder {
	/** The operator's name for the system; shown to operators only. */
	readonly name: string;
	readonly scopes: readonly ServiceScope[];
	/** hcode of the hospital whose studies it stores; null: told by the files' institution name */
	readonly hospital: string | null;
	readonly lifetimeMs: number;
}

export interface MadeToken {
	readonly id: string;
	/** Shown once. */
	readonly token: string;
}

export async function createServiceToken(db: Database, order: TokenOrder, actor: Actor): Promise<MadeToken> {
	const { who, from, requestId, now } = actor;
	// The prefix lets secret scanners and people recognise one that was pasted where it shouldn't be.
	const made: MadeToken = { id: newId(), token: `hub_${newSecret()}` };
	const row = {
		id: made.id,
		name: order.name,
		hospital: order.hospital,
		token_hash: secretHash(made.token),
		scopes: JSON.stringify(order.scopes),
		created_at: now,
		expires_at: now + order.lifetimeMs,
		revoked_at: null,
	};
	await transaction(db, async (trx) => {
		await trx.insertInto('service_token').values(row).execute();
		await append(
			trx,
			{ kind: 'token-created', token: made.id, scopes: order.scopes, who, from, requestId },
			now,
		);
	});
	return made;
}

export async function revokeServiceToken(db: Database, token: string, actor: Actor): Promise<boolean> {
	return transaction(db, async (trx) => {
		const row = await trx
			.updateTable('service_token')
			.set({ revoked_at: actor.now })
			.where('id', '=', token)
			.where('revoked_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (row === undefined) return false;
		const { who, from, requestId, now } = actor;
		await append(trx, { kind: 'token-revoked', token, who, from, requestId }, now);
		return true;
	});
}

/** null when nobody holds this token; an expired or revoked one is still somebody, so that `decide` can say so. */
export async function serviceOf(
	db: Database,
	token: string,
): Promise<(Principal & { kind: 'service' }) | null> {
	const row = await db
		.selectFrom('service_token')
		.selectAll()
		.where('token_hash', '=', secretHash(token))
		.executeTakeFirst();
	if (row === undefined) return null;
	return {
		kind: 'service',
		tokenId: row.id,
		name: row.name,
		hospital: row.hospital,
		scopes: v.parse(Scopes, JSON.parse(row.scopes)),
		expiresAt: row.expires_at,
		revokedAt: row.revoked_at,
	};
}
