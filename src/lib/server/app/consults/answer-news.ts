import { readConsult } from '#lib/server/consult/request/consult-row.ts';
import { tellConsult } from '#lib/server/consult/request/tell.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** Tells those who look at it that an answer's hand-back came a step further. */
export async function tellAnswer(
	app: { readonly db: Database; readonly live: LiveHub },
	consult: string,
): Promise<void> {
	const row = await readConsult(app.db, consult);
	if (row !== null) await tellConsult(app, { consults: [row], what: 'handed-back', by: 'system' });
}
