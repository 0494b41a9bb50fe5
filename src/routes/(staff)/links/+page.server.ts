import { isClinical } from '#lib/access/staff.ts';
import { refusal } from '#lib/server/app/answers.ts';
import { linkList } from '#lib/server/app/link-views.ts';
import type { PageServerLoad } from './$types';

/** One's own links; for those who only look after their hospital's, those. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return { kind: 'refused' } as const;
	const of = isClinical(principal) ? 'own' : 'hospital';
	if ((await refusal(event, { action: 'manage-links', of })) !== null) return { kind: 'refused' } as const;
	return { kind: 'list', of, list: await linkList(app, principal, of) } as const;
};
