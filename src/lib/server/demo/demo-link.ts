import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { LinkOrder, LinkRefusal, MadeLink } from '#lib/server/identity/share-link.ts';
import { createShareLink, longestLinkMs, wrongPinsAllowed } from '#lib/server/identity/share-link.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { ctSeries, noduleSlice } from './cross-sections.ts';
import type { KeptLink } from './demo-link-file.ts';
import { handStudy, otherFilm, referral } from './demo-people.ts';
import { instanceUidOf, seriesUidOf, studyUidOf } from './dataset-parts.ts';
import { namingWays } from './thai-bytes.ts';

const day = 86_400_000;

/** The referral: one patient's studies, opened at the nodule in a lung window. */
export function makeReferralLink(db: Database, now: number): Promise<Result<MadeLink, LinkRefusal>> {
	const target = {
		study: studyUidOf(referral.ct),
		series: seriesUidOf(ctSeries),
		instance: instanceUidOf(ctSeries, noduleSlice),
		frame: 1,
		window: { center: -550, width: 1500 },
	};
	return make(db, { studies: Object.values(referral).map(studyUidOf), target }, now);
}

/** Ten other people: a film stored the other way round, and a name in each of the nine ways. */
export function makeNamesLink(db: Database, now: number): Promise<Result<MadeLink, LinkRefusal>> {
	const studies = [otherFilm, ...namingWays.map(handStudy)].map(studyUidOf);
	return make(db, { studies, target: null }, now);
}

async function make(
	db: Database,
	order: { studies: readonly string[]; target: LinkOrder['target'] },
	now: number,
): Promise<Result<MadeLink, LinkRefusal>> {
	const studies: StudyUid[] = order.studies.flatMap((text) => studyUid(text) ?? []);
	const made = await createShareLink(
		db,
		{
			studies,
			rights: ['view', 'annotate', 'download'],
			target: order.target,
			lifetimeMs: longestLinkMs,
			maxUses: null,
		},
		{ who: 'demo', from: null, requestId: null, now },
	);
	return made.ok ? ok(made.value) : err(made.reason);
}

/** Whether a kept link still opens: known to this database, not ended, not locked by wrong PINs. */
export async function stillOpens(db: Database, link: KeptLink, now: number): Promise<boolean> {
	if (link.expiresAt < now + day) return false;
	const row = await db
		.selectFrom('share_link')
		.select(['revoked_at', 'wrong_pins'])
		.where('id', '=', link.id)
		.executeTakeFirst();
	return row !== undefined && row.revoked_at === null && row.wrong_pins < wrongPinsAllowed;
}

/** Whether this database made the link: a data folder may have been given another database. */
export async function isKnown(db: Database, link: KeptLink): Promise<boolean> {
	return (
		(await db.selectFrom('share_link').select('id').where('id', '=', link.id).executeTakeFirst()) !==
		undefined
	);
}
