import { FilingRequest } from '#lib/archive/upload-contract.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { batchRefusal, sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** What the person said of one patient's files: file them, or leave them out. */
export const POST: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const body = await readJson(event.request, FilingRequest, 4096);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { app, principal } = event.locals;
	const { sender, from } = sending;
	const decided = await app.uploads.decide(event.params.batch, sender, {
		request: body.value,
		mayStore: async (study) => (await app.authorize(principal, { action: 'store', study }, from)).allow,
		from,
	});
	return decided.ok ? new Response(null, { status: 204 }) : batchRefusal(decided.reason);
};
