import type { Grant } from '#lib/access/principal.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { linkRights, linkStudies } from './share-link.ts';

const most = 200;

/**
 * The named links that this person took in, revoked and expired ones too, newest first. One that was made for a hospital counts
 * only while the person acts for it.
 */
export async function takenLinks(db: Database, staff: Staff): Promise<readonly Grant[]> {
	const rows = await db
		.selectFrom('link_taker')
		.innerJoin('share_link', 'share_link.id', 'link_taker.link')
		.select([
			'share_link.id',
			'share_link.studies',
			'share_link.rights',
			'share_link.expires_at',
			'share_link.revoked_at',
		])
		.where('link_taker.person', '=', staff.personId)
		.where((is) =>
			is.or([
				is('share_link.for_hospital', 'is', null),
				is('share_link.for_hospital', '=', staff.hospital.hcode),
			]),
		)
		.orderBy('link_taker.taken_at', 'desc')
		.limit(most)
		.execute();
	return rows.map((row) => ({
		linkId: row.id,
		studies: linkStudies(row),
		rights: linkRights(row),
		expiresAt: row.expires_at,
		revokedAt: row.revoked_at,
	}));
}
