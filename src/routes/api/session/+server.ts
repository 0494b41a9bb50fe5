import { json } from '@sveltejs/kit';
import { decide } from '#lib/access/decide.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { clearSessionCookie } from '#lib/server/app/session-cookie.ts';
import { sessionStudies } from '#lib/server/access/session-studies.ts';
import { endGuestSession } from '#lib/server/identity/guest-session.ts';
import type { RequestHandler } from './$types';

/** What this browser may open, and until when: for the viewer's own screens; the server decides anew on every request. */
export const GET: RequestHandler = ({ locals }) => {
	const { app, principal } = locals;
	const now = app.clock();
	const decision = decide(principal, { action: 'search' }, now);
	if (!decision.allow) return codeAnswer(401, decision.reason);
	if (principal.kind !== 'guest') return codeAnswer(404, 'not-found');
	return json({ endsAt: principal.expiresAt, now, studies: sessionStudies(principal, now) });
};

export const DELETE: RequestHandler = async ({ locals, cookies, getClientAddress }) => {
	const { app, principal, requestId } = locals;
	if (principal.kind === 'guest') {
		const who = `guest:${principal.sessionId}`;
		const actor = { who, from: getClientAddress(), requestId, now: app.clock() };
		await endGuestSession(app.db, principal.sessionId, actor);
	}
	clearSessionCookie(cookies, app.config);
	return new Response(null, { status: 204, headers: { 'clear-site-data': '"cache", "storage"' } });
};
