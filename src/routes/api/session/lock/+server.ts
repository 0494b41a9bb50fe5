import { codeAnswer } from '#lib/server/app/answers.ts';
import { lockStaffSession } from '#lib/server/identity/staff-lock.ts';
import type { RequestHandler } from './$types';

/** One tap: every tab of this browser, from the next request on. */
export const POST: RequestHandler = async ({ locals, getClientAddress }) => {
	const { app, principal, requestId } = locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	const { sessionId, personId } = principal;
	const actor = { who: `staff:${personId}`, from: getClientAddress(), requestId, now: app.clock() };
	if (await lockStaffSession(app.db, sessionId, actor))
		app.live.tell({ kind: 'session-changed', session: sessionId });
	return new Response(null, { status: 204 });
};
