import { json } from '@sveltejs/kit';
import { WhomSearch } from '#lib/consult/request/consult-view.ts';
import { mayAsk } from '#lib/consult/request/who-may-ask.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { findWhom } from '#lib/server/consult/request/whom.ts';
import type { RequestHandler } from './$types';

/** Hospitals and doctors by name: a directory of staff, nothing of patients. */
export const POST: RequestHandler = async (event) => {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	if (!mayAsk(reader.staff, reader.now)) return notFound();
	const search = await readJson(event.request, WhomSearch, 1024);
	if (!search.ok) return codeAnswer(search.reason === 'too-large' ? 413 : 400, search.reason);
	return json(await findWhom(event.locals.app.db, search.value.text, reader.staff.personId));
};
