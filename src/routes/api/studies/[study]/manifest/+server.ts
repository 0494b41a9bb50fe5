import { notFound } from '#lib/server/app/answers.ts';
import { archiveAnswer, askedStudy } from '#lib/server/app/asked-instance.ts';
import { besideRefusal } from '#lib/server/app/beside.ts';
import { manifestAnswer } from '#lib/server/app/manifest-answer.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	if (study instanceof Response) return study;
	const manifest = await event.locals.app.studies.manifest(study, event.request.signal);
	if (!manifest.ok) return archiveAnswer(manifest.reason);
	if (manifest.value === null) return notFound();
	return (await besideRefusal(event, study)) ?? manifestAnswer(manifest.value, event.request);
};
