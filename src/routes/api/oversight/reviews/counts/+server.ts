import { json } from '@sveltejs/kit';
import { waitingReviews } from '#lib/server/access/break-glass/review.ts';
import { ownersOf } from '#lib/server/access/visibility.ts';
import { notFound, refusal } from '#lib/server/app/answers.ts';
import type { RequestHandler } from './$types';

/** How much emergency access to this hospital's patients waits for judgement, and how much of it for too long. */
export const GET: RequestHandler = async (event) => {
	const no = await refusal(event, { action: 'review-break-glass', act: null });
	if (no !== null) return no;
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	const owners = await ownersOf(app.db, principal.hospital);
	return json(await waitingReviews(app.db, owners, app.clock()), {
		headers: { 'cache-control': 'private, no-store' },
	});
};
