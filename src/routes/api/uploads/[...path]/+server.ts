import { notFound } from '#lib/server/app/answers.ts';
import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** tus: the address is the file's id. */
const receive: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const { uploads } = event.locals.app;
	const row = await uploads.file(event.params.path, sending.sender);
	return row === null ? notFound() : uploads.receive(event.request, row);
};

export const POST = receive;
export const PATCH = receive;
export const HEAD = receive;
