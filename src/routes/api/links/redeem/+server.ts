import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { tellLinkChanged } from '#lib/server/app/link-news.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { sessionCookieName, setSessionCookie } from '#lib/server/app/session-cookie.ts';
import { isDeviceKey } from '#lib/server/identity/device-proof.ts';
import { senderOf } from '#lib/server/identity/link-sender.ts';
import { redeem } from '#lib/server/identity/redeem.ts';
import type { RedeemRefusal } from '#lib/server/identity/redeem.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	secret: v.pipe(v.string(), v.regex(/^[\w-]{20,100}$/)),
	pin: v.pipe(v.string(), v.regex(/^\d{6}$/)),
	/** the public half of the device's key; absent where a browser can keep none */
	device: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(100), v.check(isDeviceKey))), null),
});

const status = {
	'link-unknown': 404,
	'link-named': 403,
	'pin-wrong': 403,
	'link-locked': 403,
	'link-expired': 410,
	'link-revoked': 410,
	'link-used-up': 410,
	'link-opened-before': 410,
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
	const { secret, pin, device } = body.value;
	const browser = {
		token: cookies.get(sessionCookieName(app.config)) ?? null,
		deviceKey: device,
		agent: request.headers.get('user-agent'),
	};
	const actor = { who: 'anonymous', from, requestId, now: app.clock() };
	const { link, result } = await redeem(app.db, { secret, pin, browser }, actor);
	if (link !== null) tellLinkChanged(app.live, link);
	if (!result.ok) {
		// Who holds a link that is over may learn whom to ask for another.
		const over = link !== null && result.reason.code !== 'pin-wrong';
		const sender = over ? await senderOf(app.db, link) : null;
		const answer = sender === null ? result.reason : { ...result.reason, sender };
		return json(answer, { status: status[result.reason.code] });
	}
	setSessionCookie(cookies, app.config, result.value);
	return json({ to: result.value.to, endsAt: result.value.linkEndsAt });
};
