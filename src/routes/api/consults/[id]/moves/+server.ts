import { json } from '@sveltejs/kit';
import { MoveOrder } from '#lib/consult/request/consult-view.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { move } from '#lib/server/app/consults/move.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { oneConsult } from '#lib/server/consult/request/list.ts';
import type { RequestHandler } from './$types';

/** Takes, declines, hands over, asks somebody else, closes or cancels; what the table of moves doesn't hold is refused. */
export const POST: RequestHandler = async (event) => {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	// Before the body is read: a stranger hears nothing of what it should have been.
	const { id } = event.params;
	const item = await oneConsult(event.locals.app.db, reader, id);
	if (item === null || item.sight === 'status') return notFound();
	const order = await readJson(event.request, MoveOrder, 16 * 1024);
	if (!order.ok) return codeAnswer(order.reason === 'too-large' ? 413 : 400, order.reason);
	const moved = await move(event, reader, { id, order: order.value });
	if (moved instanceof Response) return moved;
	return moved === null ? new Response(null, { status: 204 }) : json(moved);
};
