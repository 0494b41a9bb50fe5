import { json } from '@sveltejs/kit';
import { mayAsk } from '#lib/consult/request/who-may-ask.ts';
import { notFound } from '#lib/server/app/answers.ts';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { askingTerms } from '#lib/server/app/consults/terms.ts';
import { consultsOfStudy, readerOf } from '#lib/server/consult/request/list.ts';
import type { RequestHandler } from './$types';

/** The consults about this study that the person has a part in, and what a new question would begin with. */
export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	if (study instanceof Response) return study;
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	if (!mayAsk(principal, now)) return notFound();
	const reader = await readerOf(app.db, principal, now);
	return json({
		consults: await consultsOfStudy(app.db, reader, study),
		terms: await askingTerms(app.db, principal, study, now),
	});
};
