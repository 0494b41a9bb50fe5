import { json } from '@sveltejs/kit';
import { ConsultOrder } from '#lib/consult/request/consult-view.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { ask } from '#lib/server/app/consults/ask.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** Asks, or keeps a draft of it. */
export const POST: RequestHandler = async (event) => {
	const order = await readJson(event.request, ConsultOrder, 64 * 1024);
	if (!order.ok) return codeAnswer(order.reason === 'too-large' ? 413 : 400, order.reason);
	const asked = await ask(event, order.value);
	return asked instanceof Response ? asked : json(asked, { status: 201 });
};
