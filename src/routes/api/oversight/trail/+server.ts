import { json } from '@sveltejs/kit';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { auditAsker } from '#lib/server/app/oversight/audit-asker.ts';
import { TrailAsked, trailPage } from '#lib/server/app/oversight/trail.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** By POST: hospital numbers and names don't belong into addresses (threat 22). */
export const POST: RequestHandler = async (event) => {
	const body = await readJson(event.request, TrailAsked, 2048);
	const asker = await auditAsker(event, body.ok ? body.value.of : 'own');
	if (asker instanceof Response) return asker;
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	return json(await trailPage(event.locals.app.db, body.value, asker));
};
