import { json } from '@sveltejs/kit';
import { PatientSearch } from '#lib/archive/upload-contract.ts';
import { codeAnswer, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { RequestHandler } from './$types';

/** Patients of the acting hospital, for a photograph. By POST: what is looked for is a name or a number. */
export const POST: RequestHandler = async (event) => {
	const sending = await sendingOf(event);
	if (sending instanceof Response) return sending;
	const no = await refusal(event, { action: 'search' });
	if (no !== null) return no;
	const body = await readJson(event.request, PatientSearch, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const patients = await event.locals.app.uploads.findPatients(sending.sender, body.value.text);
	return json({ patients });
};
