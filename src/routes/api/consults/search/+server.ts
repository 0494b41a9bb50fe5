import { json } from '@sveltejs/kit';
import { ConsultSearch } from '#lib/consult/request/consult-view.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { listConsults } from '#lib/server/consult/request/list.ts';
import type { RequestHandler } from './$types';

/** One of the person's two lists. A POST: what is searched for is a patient. */
export const POST: RequestHandler = async (event) => {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	const search = await readJson(event.request, ConsultSearch, 4096);
	if (!search.ok) return codeAnswer(search.reason === 'too-large' ? 413 : 400, search.reason);
	return json(await listConsults(event.locals.app.db, reader, search.value));
};
