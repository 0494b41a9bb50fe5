import type { Database } from '#lib/server/store/schema.ts';
import { openingWindowMs } from './opening.ts';

const monthMs = 30 * 24 * 3_600_000;

/** Sweeps what no decision can ask for any more; the audit keeps the record of all of it. Links stay, for those who sent them. */
export async function tidyAccess(db: Database, now: number): Promise<void> {
	await db
		.deleteFrom('study_opening')
		.where('opened_at', '<=', now - openingWindowMs)
		.execute();
	const over = db
		.selectFrom('guest_session')
		.select('id')
		.where('expires_at', '<', now - monthMs);
	await db.deleteFrom('guest_challenge').where('session', 'in', over).execute();
	await db.deleteFrom('guest_token').where('session', 'in', over).execute();
	await db.deleteFrom('link_intent').where('expires_at', '<', now).execute();
	await db.deleteFrom('guest_session_link').where('session', 'in', over).execute();
	await db
		.deleteFrom('guest_session')
		.where('expires_at', '<', now - monthMs)
		.execute();
	await db
		.deleteFrom('staff_session')
		.where('expires_at', '<', now - monthMs)
		.execute();
}
