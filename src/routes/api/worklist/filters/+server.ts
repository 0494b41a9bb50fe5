import { json } from '@sveltejs/kit';
import { NewSavedFilter } from '#lib/archive/worklist.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { saveFilter } from '#lib/server/worklist/saved-filters.ts';
import type { RequestHandler } from './$types';

/** Keeps a filter under a name of the person's own. */
export const POST: RequestHandler = async (event) => {
	const caller = await worklistCaller(event);
	if (caller instanceof Response) return caller;
	const body = await readJson(event.request, NewSavedFilter, 4096);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const saved = await saveFilter(event.locals.app.db, caller.person, { ...body.value, now: caller.now });
	return saved.ok ? json(saved.value) : codeAnswer(409, saved.reason);
};
