import { PictureRequest } from '#lib/archive/upload-contract.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { batchRefusal, sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** Whose the photographs are and what they show. */
export const POST: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const body = await readJson(event.request, PictureRequest, 32 * 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const described = await event.locals.app.uploads.describe(event.params.batch, sending.sender, {
		request: body.value,
		signal: event.request.signal,
	});
	return described.ok ? new Response(null, { status: 204 }) : batchRefusal(described.reason);
};
