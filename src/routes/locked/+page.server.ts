import { redirect } from '@sveltejs/kit';
import { homePath } from '#lib/access/staff-pages.ts';
import { returnPath, signInAddress } from '#lib/session/return-path.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import type { PageServerLoad } from './$types';

/** Where every page of a locked session leads: it holds nothing but who may unlock it. */
export const load: PageServerLoad = async ({ locals, url }) => {
	const { app, principal } = locals;
	const returnTo = returnPath(url.searchParams.get('returnTo'));
	const session = principal.kind === 'staff' ? await staffSessionView(app, principal) : null;
	if (session === null || app.clock() >= session.endsAt) redirect(303, signInAddress(returnTo ?? '/'));
	if (!session.locked) redirect(303, returnTo ?? homePath(session.roles));
	return { session, returnTo: returnTo ?? homePath(session.roles) };
};
