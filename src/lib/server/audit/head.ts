import type { Database } from '#lib/server/store/schema.ts';
import type { AuditHead } from './append.ts';

/** Where the chain ends now. */
export async function auditHead(db: Database): Promise<AuditHead> {
	return db.selectFrom('audit_head').select(['seq', 'hash']).where('id', '=', 1).executeTakeFirstOrThrow();
}
