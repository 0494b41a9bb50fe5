import { json } from '@sveltejs/kit';
import { PreviewAsk } from '#lib/consult/answer/answer-view.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { answerSeat } from '#lib/server/app/consults/answer.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** What would be signed now; a POST because it holds clinical text, not because it changes anything. */
export const POST: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	const ask = await readJson(event.request, PreviewAsk, 128 * 1024);
	if (!ask.ok) return codeAnswer(ask.reason === 'too-large' ? 413 : 400, ask.reason);
	if (seated.seat.role !== 'consultant') return codeAnswer(403, 'not-consultant');
	const proposed = await event.locals.app.answers.preview(seated.seat, ask.value, event.request.signal);
	return proposed.ok ? json(proposed.value) : codeAnswer(503, proposed.reason, { 'retry-after': '5' });
};
