import { json } from '@sveltejs/kit';
import { SignAsk } from '#lib/consult/answer/answer-view.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { answerSeat, sign } from '#lib/server/app/consults/answer.ts';
import { consultSeat } from '#lib/server/app/consults/consult-caller.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** Every signed version, newest first, each verified as it is read. */
export const GET: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	const view = await event.locals.app.answers.read(seated.seat, seated.staff);
	return json(view, { headers: { 'cache-control': 'private, no-store' } });
};

/** Signs; answers with how the consult's answer stands then. Sending the same again signs nothing again. */
export const POST: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	const ask = await readJson(event.request, SignAsk, 128 * 1024);
	if (!ask.ok) return codeAnswer(ask.reason === 'too-large' ? 413 : 400, ask.reason);
	const no = await sign(event, seated, ask.value);
	if (no !== null) return no;
	const now = await consultSeat(event, event.params.id);
	if (now instanceof Response) return now;
	return json(await event.locals.app.answers.read(now.seat, now.staff));
};
