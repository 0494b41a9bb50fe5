import { json } from '@sveltejs/kit';
import { notFound } from '#lib/server/app/answers.ts';
import { batchRefusal, sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const batch = await event.locals.app.uploads.shown(event.params.batch, sending.sender);
	return batch === null ? notFound() : json(batch);
};

/** The batch is over; what wasn't filed is forgotten. */
export const DELETE: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const { sender, from } = sending;
	const ended = await event.locals.app.uploads.end(event.params.batch, sender, from);
	return ended.ok ? new Response(null, { status: 204 }) : batchRefusal(ended.reason);
};
