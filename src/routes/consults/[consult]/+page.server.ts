import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { refusal } from '#lib/server/app/answers.ts';
import { consultPage } from '#lib/server/app/consult-page.ts';
import { signInAddress } from '#lib/session/return-path.ts';
import { studyPage } from '../../studies/study-page.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

/** A seat at the consult, and the right to the study that is asked for: the one it was asked from unless the address names another. */
export const load: PageServerLoad = async (event) => {
	const { principal, app } = event.locals;
	const here = `${event.url.pathname}${event.url.search}`;
	if (principal.kind !== 'staff' || app.clock() >= principal.expiresAt) redirect(303, signInAddress(here));
	const page = await consultPage(app, principal, event.params.consult, event.url.searchParams.get('study'));
	if (page === null) error(404, { message: 'not-found', code: 'not-found' });
	const no = await refusal(event, { action: 'view', study: page.study });
	if (no !== null) {
		const { code } = v.parse(Refused, await no.json());
		error(no.status, { message: code, code });
	}
	return { ...(await studyPage(event, page.study)), seat: page.seat };
};
