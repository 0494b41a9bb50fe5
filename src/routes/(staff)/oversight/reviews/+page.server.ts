import { refusal } from '#lib/server/app/answers.ts';
import { reviewList } from '#lib/server/app/emergency/reviews.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.depends('reviews');
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const { app, principal } = event.locals;
	const no = await refusal(event, { action: 'review-break-glass', act: null });
	if (no !== null || principal.kind !== 'staff') return { kind: 'refused' } as const;
	return { kind: 'list', uses: await reviewList(app, principal), now: app.clock() } as const;
};
