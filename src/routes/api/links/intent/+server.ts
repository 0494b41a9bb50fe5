import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { setIntentCookie } from '#lib/server/app/intent-cookie.ts';
import { keepIntent } from '#lib/server/identity/link-intent.ts';
import type { RequestHandler } from './$types';

const Body = v.object({ secret: v.pipe(v.string(), v.regex(/^[\w-]{20,100}$/)) });
const next = '/open-link';

/** The tap on a link for a named person, before the sign-in. The answer is the same for links we know and those we don't. */
export const POST: RequestHandler = async ({ request, locals, cookies, getClientAddress }) => {
	const { app, principal } = locals;
	const limit = await app.redeemLimits(getClientAddress());
	if (!limit.pass) {
		return codeAnswer(429, 'too-many-tries', { 'retry-after': String(limit.retryAfterSeconds) });
	}
	const body = await readJson(request, Body, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	setIntentCookie(cookies, app.config, await keepIntent(app.db, body.value.secret, app.clock()));
	const signedIn = principal.kind === 'staff' && !principal.locked;
	return json({ to: signedIn ? next : `/sign-in?returnTo=${encodeURIComponent(next)}` });
};
