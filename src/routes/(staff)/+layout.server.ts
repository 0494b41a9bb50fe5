import { redirect } from '@sveltejs/kit';
import { signInAddress } from '#lib/session/return-path.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import type { LayoutServerLoad } from './$types';

/** Pages of people who signed in. Who may do what on them is decided by each page's own routes. */
export const load: LayoutServerLoad = async ({ locals, url, depends }) => {
	const { app, principal } = locals;
	depends('session');
	const here = `${url.pathname}${url.search}`;
	if (principal.kind !== 'staff' || app.clock() >= principal.expiresAt) redirect(303, signInAddress(here));
	const session = await staffSessionView(app, principal);
	if (session === null) redirect(303, signInAddress(here));
	return { session };
};
