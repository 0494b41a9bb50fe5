import { notFound } from '#lib/server/app/answers.ts';
import { archiveAnswer, askedStudy } from '#lib/server/app/asked-instance.ts';
import { manifestAnswer } from '#lib/server/app/manifest-answer.ts';
import type { RequestHandler } from './$types';

/** Marks, looks and key images that other systems stored in the study (`annotation/exchange/foreign-study.ts`). */
export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	if (study instanceof Response) return study;
	const foreign = await event.locals.app.studies.foreign(study, event.request.signal);
	if (!foreign.ok) return archiveAnswer(foreign.reason);
	return foreign.value === null ? notFound() : manifestAnswer(foreign.value, event.request);
};
