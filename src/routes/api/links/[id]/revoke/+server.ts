import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { tellLinkEnded } from '#lib/server/app/link-news.ts';
import { ownersOf } from '#lib/server/access/visibility.ts';
import { linkOwners } from '#lib/server/identity/link-book.ts';
import { revokeShareLink } from '#lib/server/identity/share-link.ts';
import type { RequestHandler } from './$types';

/** By its maker, or by those who look after the links of the hospital it was made at or whose studies it opens. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	if (principal.kind !== 'staff') {
		return (await refusal(event, { action: 'manage-links', of: 'own' })) ?? notFound();
	}
	const link = await linkOwners(app.db, event.params.id);
	const own = link?.created_by === `staff:${principal.personId}`;
	const no = await refusal(event, { action: 'manage-links', of: own ? 'own' : 'hospital' });
	if (no !== null) return no;
	if (link === null) return notFound();
	if (!own) {
		const mine = await ownersOf(app.db, principal.hospital);
		const ours = mine.some((hcode) => hcode === link.maker_hospital || hcode === link.owner_hospital);
		if (!ours) return notFound();
	}
	const actor = {
		who: `staff:${principal.personId}`,
		from: event.getClientAddress(),
		requestId,
		now: app.clock(),
	};
	if (!(await revokeShareLink(app.db, link.id, actor))) return codeAnswer(409, 'already-revoked');
	tellLinkEnded(app.live, link, link.studies);
	return new Response(null, { status: 204 });
};
