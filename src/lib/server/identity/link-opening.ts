import type { Transaction } from '#lib/server/store/schema.ts';
import type { SharingTables } from '#lib/server/store/sharing-tables.ts';
import { newId } from './secret.ts';
import { deviceClass, shortAddress } from './visitor.ts';

export interface LinkOpening {
	readonly link: string;
	readonly kind: SharingTables['link_opening']['kind'];
	readonly session: string | null;
	readonly person: string | null;
	readonly agent: string | null;
	/** network address */
	readonly from: string | null;
	readonly bound: boolean;
	readonly at: number;
}

/** For the maker's list; the audit has its own row with the whole address. */
export async function recordLinkOpening(trx: Transaction, opening: LinkOpening): Promise<void> {
	const { link, kind, session, person, at } = opening;
	await trx
		.insertInto('link_opening')
		.values({
			id: newId(),
			link,
			kind,
			session,
			person,
			at,
			device: deviceClass(opening.agent),
			place: shortAddress(opening.from),
			bound: opening.bound ? 1 : 0,
		})
		.execute();
}
