import { redirect } from '@sveltejs/kit';
import { oversightPages } from '#lib/oversight/oversight-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ parent }) => {
	const { session } = await parent();
	redirect(303, `/oversight/${oversightPages(session.roles)[0] ?? 'trail'}`);
};
