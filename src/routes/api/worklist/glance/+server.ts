import { json } from '@sveltejs/kit';
import { WorklistGlance } from '#lib/archive/worklist.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { glanceAt } from '#lib/server/worklist/search-worklist.ts';
import type { RequestHandler } from './$types';

/** How the studies that a screen heard of stand now, and whether its search finds them. */
export const POST: RequestHandler = async (event) => {
	const caller = await worklistCaller(event);
	if (caller instanceof Response) return caller;
	const body = await readJson(event.request, WorklistGlance, 16_384);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { text, filter, studies } = body.value;
	const glance = await glanceAt(event.locals.app.db, { ...caller, text, filter }, studies);
	return json(glance, { headers: { 'cache-control': 'private, no-store' } });
};
