import { notFound } from '#lib/server/app/answers.ts';
import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** Left out by its person. */
export const DELETE: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const { sender, from } = sending;
	const gone = await event.locals.app.uploads.remove(event.params.file, sender, from);
	return gone ? new Response(null, { status: 204 }) : notFound();
};
