import { json } from '@sveltejs/kit';
import { PeopleAsk } from '#lib/access/people-view.ts';
import { peoplePage } from '#lib/server/app/admin/people.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** A page of the people of this administrator's hospital. By POST: whom somebody looks for stands in no address. */
export const POST: RequestHandler = async (event) => {
	const { app, principal } = event.locals;
	const no = await refusal(event, { action: 'administer', area: 'people' });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const ask = await readJson(event.request, PeopleAsk, 2048);
	if (!ask.ok) return codeAnswer(400, ask.reason);
	return json(await peoplePage(app, principal, ask.value), {
		headers: { 'cache-control': 'private, no-store' },
	});
};
