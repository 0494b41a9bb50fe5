import { studyUid } from '#lib/dicom/uid.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { eventStream } from '#lib/server/app/event-stream.ts';
import { guestOfSession } from '#lib/server/identity/guest-session.ts';
import type { Principal } from '#lib/access/principal.ts';
import { staffSession } from '#lib/server/identity/staff-session.ts';
import type { RequestHandler } from './$types';

/** `?study=` names the study on screen: its stream ends when the right to it does. */
export const GET: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	if (principal.kind !== 'guest' && principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	const named = event.url.searchParams.get('study');
	const study = named === null ? null : studyUid(named);
	if (named !== null && study === null) return notFound();
	const asked = study === null ? ({ action: 'listen' } as const) : ({ action: 'view', study } as const);
	const no = await refusal(event, asked);
	if (no !== null) return no;
	const release = app.limits.openStream(principal);
	if (release === null) return codeAnswer(429, 'too-many-requests', { 'retry-after': '30' });
	const from = event.getClientAddress();
	/** Tokens come and go while the line stays open (a guest's device signs, a person proves who they are): sessions are asked for by their own ids. */
	const who = async (): Promise<Principal> => {
		const now = app.clock();
		const { sessionId } = principal;
		const found =
			principal.kind === 'guest'
				? await guestOfSession(app.db, sessionId, { now, proved: true })
				: ((await staffSession(app.db, sessionId, now))?.staff ?? null);
		return found ?? { kind: 'anonymous' };
	};
	return eventStream(
		{
			app,
			study,
			who,
			judge: (who) => app.authorize(who, asked, { requestId, from }),
			gone: event.request.signal,
			release,
		},
		principal,
	);
};
