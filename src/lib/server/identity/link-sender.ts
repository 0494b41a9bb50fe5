import type { Database } from '#lib/server/store/schema.ts';

/** Whom a reader may ask for a new link. */
export interface LinkSender {
	readonly th: string;
	readonly en: string;
}

/** The hospital its maker acted for; null for links that a script made. */
export async function senderOf(
	db: Database,
	link: { readonly maker_hospital: string | null },
): Promise<LinkSender | null> {
	if (link.maker_hospital === null) return null;
	const row = await db
		.selectFrom('hospital')
		.select(['name_th', 'name_en'])
		.where('hcode', '=', link.maker_hospital)
		.executeTakeFirst();
	return row === undefined ? null : { th: row.name_th, en: row.name_en };
}
