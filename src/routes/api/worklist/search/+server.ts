import { json } from '@sveltejs/kit';
import { WorklistSearch } from '#lib/archive/worklist.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { searchWorklist } from '#lib/server/worklist/search-worklist.ts';
import { keepSearch } from '#lib/server/worklist/visits.ts';
import type { RequestHandler } from './$types';

/** A page of the list. In the body, because what is searched for is a patient (threat 22). */
export const POST: RequestHandler = async (event) => {
	const caller = await worklistCaller(event);
	if (caller instanceof Response) return caller;
	const body = await readJson(event.request, WorklistSearch, 8192);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { text, filter, after } = body.value;
	const { db } = event.locals.app;
	const page = await searchWorklist(db, { ...caller, text, filter }, after);
	if (!page.ok) return codeAnswer(400, page.reason);
	if (after === null) await keepSearch(db, caller, { text, filter, now: caller.now });
	return json(page.value, { headers: { 'cache-control': 'private, no-store' } });
};
