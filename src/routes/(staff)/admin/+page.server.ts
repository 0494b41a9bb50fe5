import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

/** The first tab that the person's roles lead to. */
export const load: PageServerLoad = ({ locals }) => {
	const { principal } = locals;
	const admin = principal.kind === 'staff' && principal.roles.includes('hospital-admin');
	redirect(303, admin ? '/admin/people' : '/admin/hospitals');
};
