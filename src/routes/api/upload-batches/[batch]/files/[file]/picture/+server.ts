import { notFound } from '#lib/server/app/answers.ts';
import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** A look at a photograph that waits, for a page that was reloaded and has the original no more. */
export const GET: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const { uploads } = event.locals.app;
	const jpeg = await uploads.picture(event.params.file, sending.sender, event.request.signal);
	if (jpeg === null) return notFound();
	return new Response(new Uint8Array(jpeg), { headers: { 'content-type': 'image/jpeg' } });
};
