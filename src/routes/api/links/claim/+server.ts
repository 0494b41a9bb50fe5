import { json } from '@sveltejs/kit';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { tellLinkChanged } from '#lib/server/app/link-news.ts';
import { clearIntentCookie, intentCookieName } from '#lib/server/app/intent-cookie.ts';
import { claimLink } from '#lib/server/identity/link-intent.ts';
import type { ClaimRefusal } from '#lib/server/identity/link-intent.ts';
import { senderOf } from '#lib/server/identity/link-sender.ts';
import type { RequestHandler } from './$types';

const status = {
	'intent-over': 410,
	'link-unknown': 404,
	'link-needs-pin': 403,
	'link-not-for-you': 403,
	'link-locked': 403,
	'link-expired': 410,
	'link-revoked': 410,
	'link-used-up': 410,
} satisfies Record<ClaimRefusal, number>;

/** After the sign-in: what the tap began. Nothing comes with it but the cookie of that tap. */
export const POST: RequestHandler = async ({ request, locals, cookies, getClientAddress }) => {
	const { app, principal, requestId } = locals;
	const from = getClientAddress();
	const limit = await app.redeemLimits(from);
	if (!limit.pass) {
		return codeAnswer(429, 'too-many-tries', { 'retry-after': String(limit.retryAfterSeconds) });
	}
	if (principal.kind !== 'staff' || app.clock() >= principal.expiresAt)
		return codeAnswer(401, 'sign-in-needed');
	if (principal.locked) return codeAnswer(401, 'locked');
	const intent = cookies.get(intentCookieName(app.config));
	if (intent === undefined || intent.length > 200) return codeAnswer(410, 'intent-over');
	const actor = { who: `staff:${principal.personId}`, from, requestId, now: app.clock() };
	const agent = request.headers.get('user-agent');
	const { link, result } = await claimLink(app.db, { intent, staff: principal, agent }, actor);
	if (link !== null) tellLinkChanged(app.live, link);
	if (!result.ok) {
		const sender = link === null ? null : await senderOf(app.db, link);
		const code = result.reason;
		return json(sender === null ? { code } : { code, sender }, { status: status[code] });
	}
	clearIntentCookie(cookies, app.config);
	return json({ to: result.value.to, endsAt: result.value.linkEndsAt });
};
