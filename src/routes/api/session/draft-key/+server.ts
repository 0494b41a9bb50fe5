import { json } from '@sveltejs/kit';
import { codeAnswer } from '#lib/server/app/answers.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';
import type { RequestHandler } from './$types';

/**
 * What this person left unsent opens with it, in any browser they come back to; given to them alone and never while locked. `as`:
 * whom the page was made for. When somebody else has signed in on that browser since, the page gets no key: with theirs it would
 * lock its own person's words away for them, and take what it finds of its own for rubbish.
 */
export const POST: RequestHandler = async ({ locals, url }) => {
	const { app, principal } = locals;
	if (principal.kind !== 'staff' || app.clock() >= principal.expiresAt)
		return codeAnswer(401, 'sign-in-needed');
	const as = url.searchParams.get('as');
	if (as !== null && as !== principal.personId) return codeAnswer(409, 'somebody-else');
	if (principal.locked) return codeAnswer(401, 'locked');
	const of = (keys: HubKeys): string => keys.hmac('draft', principal.personId);
	return json({ key: of(app.keys), older: app.keys.retired.map(of) });
};
