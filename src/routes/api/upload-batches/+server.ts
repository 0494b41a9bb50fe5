import { json } from '@sveltejs/kit';
import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** The person's open batch, made when there is none. */
export const POST: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	return json(await event.locals.app.uploads.open(sending.sender));
};
