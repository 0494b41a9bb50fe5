import type { Database } from '#lib/server/store/schema.ts';

/** True the first time, in whichever process: what came back from a provider opens one session, also after a restart (threat 4). */
export async function useOnce(
	db: Database,
	id: string,
	{ now, keptMs }: { readonly now: number; readonly keptMs: number },
): Promise<boolean> {
	await db.deleteFrom('used_once').where('until', '<=', now).execute();
	const used = await db
		.insertInto('used_once')
		.values({ id, until: now + keptMs })
		.onConflict((before) => before.column('id').doNothing())
		.returning('id')
		.executeTakeFirst();
	return used !== undefined;
}
