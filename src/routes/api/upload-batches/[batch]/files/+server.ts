import { json } from '@sveltejs/kit';
import { DeclaredFiles } from '#lib/archive/upload-contract.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { batchRefusal, sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** Files that will come: their ids, under which tus takes them. */
export const POST: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const body = await readJson(event.request, DeclaredFiles, 64 * 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const declared = await event.locals.app.uploads.declare(event.params.batch, sending.sender, body.value);
	return declared.ok ? json({ ids: declared.value }) : batchRefusal(declared.reason);
};
