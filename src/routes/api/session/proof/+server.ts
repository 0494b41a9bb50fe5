import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { guestHeld } from '#lib/server/app/guest-held.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { setSessionCookie } from '#lib/server/app/session-cookie.ts';
import { newChallenge, proveDevice } from '#lib/server/identity/device-proof.ts';
import { proveEveryMs } from '#lib/server/identity/guest-token.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	challenge: v.pipe(v.string(), v.regex(/^[\w-]{20,64}$/)),
	signature: v.pipe(v.string(), v.regex(/^[\w-]{86}$/)),
	entry: v.boolean(),
});

/** A signed challenge against the next token; the next challenge comes along. */
export const POST: RequestHandler = async (event) => {
	const { app, requestId } = event.locals;
	const guest = await guestHeld(event);
	if (guest === null) return codeAnswer(401, 'sign-in-needed');
	const body = await readJson(event.request, Body, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { sessionId } = guest;
	const now = app.clock();
	const actor = { who: `guest:${sessionId}`, from: event.getClientAddress(), requestId, now };
	const agent = event.request.headers.get('user-agent');
	const proved = await proveDevice(app.db, sessionId, { ...body.value, agent }, actor);
	if (!proved.ok) return codeAnswer(401, proved.reason);
	setSessionCookie(event.cookies, app.config, proved.value);
	return json({ renewInMs: proveEveryMs, challenge: await newChallenge(app.db, sessionId, now) });
};
