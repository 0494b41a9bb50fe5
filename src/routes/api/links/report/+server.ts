import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { tellLinkReported } from '#lib/server/app/link-news.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { reportLink } from '#lib/server/identity/report-link.ts';
import type { RequestHandler } from './$types';

const Body = v.object({ secret: v.pipe(v.string(), v.regex(/^[\w-]{20,100}$/)) });

/** "That was not me." The answer is the same whether there was anything to report. */
export const POST: RequestHandler = async ({ request, locals, getClientAddress }) => {
	const { app, requestId } = locals;
	const from = getClientAddress();
	const limit = await app.redeemLimits(from);
	if (!limit.pass) {
		return codeAnswer(429, 'too-many-tries', { 'retry-after': String(limit.retryAfterSeconds) });
	}
	const body = await readJson(request, Body, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const agent = request.headers.get('user-agent');
	const actor = { who: 'anonymous', from, requestId, now: app.clock() };
	const link = await reportLink(app.db, { ...body.value, agent }, actor);
	if (link !== null) tellLinkReported(app.live, link);
	return new Response(null, { status: 204 });
};
