import { json } from '@sveltejs/kit';
import { decide } from '#lib/access/decide.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { clearSessionCookie, clearStaffCookie } from '#lib/server/app/session-cookie.ts';
import { sessionsHeld } from '#lib/server/app/identify.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { sessionStudies } from '#lib/server/access/session-studies.ts';
import { endGuestSession } from '#lib/server/identity/guest-session.ts';
import { endStaffSession } from '#lib/server/identity/staff-session.ts';
import type { RequestHandler } from './$types';

/**
 * Who this browser is to us and until when, for its own screens; the server decides anew on every request. `?as=guest` asks for
 * what links gave though a person is signed in too: the landing page leads back to them.
 */
export const GET: RequestHandler = async (event) => {
	const { app, principal } = event.locals;
	// Another system has no screens to show a session on.
	if (principal.kind === 'service') return notFound();
	const now = app.clock();
	const { staff, guest } = await sessionsHeld(event);
	if (staff !== null && now < staff.expiresAt && event.url.searchParams.get('as') !== 'guest') {
		const view = await staffSessionView(app, staff);
		return view === null ? codeAnswer(401, 'sign-in-needed') : json(view);
	}
	if (guest === null) return codeAnswer(401, 'sign-in-needed');
	const decision = decide(guest, { action: 'search' }, now);
	if (!decision.allow) {
		// Over for good: what the browser kept of the pictures goes too.
		const over = decision.reason === 'revoked' || decision.reason === 'expired';
		return codeAnswer(401, decision.reason, over ? { 'clear-site-data': '"cache"' } : {});
	}
	return json({ kind: 'guest', endsAt: guest.expiresAt, now, studies: sessionStudies(guest, now) });
};

/** Whoever leaves leaves nothing behind: the person's session and what links gave in the same browser end together. */
export const DELETE: RequestHandler = async (event) => {
	const { app, requestId } = event.locals;
	const { staff, guest } = await sessionsHeld(event);
	const actor = { from: event.getClientAddress(), requestId, now: app.clock() };
	if (staff !== null) {
		await endStaffSession(app.db, staff.sessionId, 'person', { ...actor, who: `staff:${staff.personId}` });
		app.live.tell({ kind: 'session-changed', session: staff.sessionId });
	}
	if (guest !== null)
		await endGuestSession(app.db, guest.sessionId, { ...actor, who: `guest:${guest.sessionId}` });
	clearSessionCookie(event.cookies, app.config);
	clearStaffCookie(event.cookies, app.config);
	return new Response(null, { status: 204, headers: { 'clear-site-data': '"cache", "storage"' } });
};
