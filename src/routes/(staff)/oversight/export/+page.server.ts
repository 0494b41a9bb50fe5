import { error } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The officer's page: for anyone else it isn't there. What it shows is decided by its routes all the same. */
export const load: PageServerLoad = async ({ parent }) => {
	const { session } = await parent();
	if (!session.roles.includes('privacy-officer')) error(404, { message: 'not-found', code: 'not-found' });
};
