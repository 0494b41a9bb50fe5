import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Actor } from './actor.ts';
import { recordLinkOpening } from './link-opening.ts';
import { secretHash } from './secret.ts';
import type { LinkOwners } from './share-link.ts';

/** So many a link: a maker needs to be told once, and nobody may fill the list. */
const mostReports = 3;

/** "That was not me": only about a one-time link that somebody has opened. null when there is nothing to report. */
export async function reportLink(
	db: Database,
	report: { readonly secret: string; readonly agent: string | null },
	actor: Actor,
): Promise<LinkOwners | null> {
	const { who, from, requestId, now } = actor;
	return transaction(db, async (trx) => {
		const link = await trx
			.selectFrom('share_link')
			.select(['id', 'created_by', 'maker_hospital', 'owner_hospital'])
			.where('secret_hash', '=', secretHash(report.secret))
			.where('one_time', '=', 1)
			.where('uses', '>', 0)
			.executeTakeFirst();
		if (link === undefined) return null;
		const before = await trx
			.selectFrom('link_opening')
			.select('id')
			.where('link', '=', link.id)
			.where('kind', '=', 'reported')
			.limit(mostReports)
			.execute();
		if (before.length >= mostReports) return null;
		const nobody = { session: null, person: null, bound: false };
		const { agent } = report;
		await recordLinkOpening(trx, { link: link.id, kind: 'reported', ...nobody, agent, from, at: now });
		await append(trx, { kind: 'link-reported', link: link.id, who, from, requestId }, now);
		return link;
	});
}
