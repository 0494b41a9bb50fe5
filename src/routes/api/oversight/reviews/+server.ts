import { json } from '@sveltejs/kit';
import { notFound, refusal } from '#lib/server/app/answers.ts';
import { reviewList } from '#lib/server/app/emergency/reviews.ts';
import type { RequestHandler } from './$types';

/** Emergency access to this hospital's patients: what waits for judgement first. */
export const GET: RequestHandler = async (event) => {
	const no = await refusal(event, { action: 'review-break-glass', act: null });
	if (no !== null) return no;
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	return json(
		{ now: app.clock(), uses: await reviewList(app, principal) },
		{ headers: { 'cache-control': 'private, no-store' } },
	);
};
