import { may } from '#lib/server/app/may.ts';
import type { LayoutServerLoad } from './$types';

/** `emergency`: a doctor, to whom a page that can't be shown offers the way of emergencies, whatever was asked for. */
export const load: LayoutServerLoad = async ({ locals }) => {
	const { app, principal, language } = locals;
	if (principal.kind !== 'staff') return { language, emergency: false };
	const doctor = await may(app, principal, { action: 'break-glass', study: null });
	return { language, emergency: doctor.allow || doctor.reason === 'step-up-needed' };
};
