import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { touchStaffSession } from '#lib/server/identity/staff-lock.ts';
import type { RequestHandler } from './$types';

/** How long ago the person did it: pages report once a minute. */
const Body = v.object({ agoMs: v.pipe(v.number(), v.minValue(0), v.maxValue(60_000)) });

/** Doing something doesn't unlock: a locked session hears that it is. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const { app, principal } = locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	const body = await readJson(request, Body, 256);
	if (!body.ok) return codeAnswer(400, body.reason);
	const now = app.clock();
	const touched = await touchStaffSession(app.db, principal.sessionId, { at: now - body.value.agoMs, now });
	if (!touched) return codeAnswer(401, 'locked');
	const view = await staffSessionView(app, principal);
	return view === null ? codeAnswer(401, 'sign-in-needed') : json(view);
};
