import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { sessionCookieName, setSessionCookie } from '#lib/server/app/session-cookie.ts';
import { redeem } from '#lib/server/identity/redeem.ts';
import type { RedeemRefusal } from '#lib/server/identity/redeem.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	secret: v.pipe(v.string(), v.regex(/^[\w-]{20,100}$/)),
	pin: v.pipe(v.string(), v.regex(/^\d{6}$/)),
});

const status = {
	'link-unknown': 404,
	'pin-wrong': 403,
	'link-locked': 403,
	'link-expired': 410,
	'link-revoked': 410,
	'link-used-up': 410,
} satisfies Record<RedeemRefusal['code'], number>;

export const POST: RequestHandler = async ({ request, locals, cookies, getClientAddress }) => {
	const { app, requestId } = locals;
	const from = getClientAddress();
	const limit = await app.redeemLimits(from);
	if (!limit.pass) {
		return codeAnswer(429, 'too-many-tries', { 'retry-after': String(limit.retryAfterSeconds) });
	}
	const body = await readJson(request, Body, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const sessionToken = cookies.get(sessionCookieName(app.config)) ?? null;
	const actor = { who: 'anonymous', from, requestId, now: app.clock() };
	const redeemed = await redeem(app.db, { ...body.value, sessionToken }, actor);
	if (!redeemed.ok) return json(redeemed.reason, { status: status[redeemed.reason.code] });
	setSessionCookie(cookies, app.config, redeemed.value);
	return json({ to: redeemed.value.to, endsAt: redeemed.value.linkEndsAt });
};
