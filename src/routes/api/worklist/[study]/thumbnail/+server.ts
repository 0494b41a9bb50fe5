import { studyUid } from '#lib/dicom/uid.ts';
import { notFound } from '#lib/server/app/answers.ts';
import { frameAnswer } from '#lib/server/app/asked-instance.ts';
import { cachingOf } from '#lib/server/app/keeping.ts';
import { sliceAnswer } from '#lib/server/app/slice-answer.ts';
import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import { isListed } from '#lib/server/worklist/search-worklist.ts';
import { thumbnailOf } from '#lib/server/worklist/thumbnail.ts';
import type { RequestHandler } from './$types';

/** What is prepared for every frame: nothing is made for a list. */
const size = 512;

/**
 * The small picture beside a row. It belongs to the list and is allowed with it: whoever scrolls past a hundred studies hasn't
 * opened them, and the audit must not say so (docs/decisions/0023).
 */
export const GET: RequestHandler = async (event) => {
	const caller = await worklistCaller(event);
	if (caller instanceof Response) return caller;
	const study = studyUid(event.params.study);
	const { app } = event.locals;
	if (study === null || !caller.opens || !(await isListed(app.db, caller.scope, study))) return notFound();
	const thumbnail = await thumbnailOf(app.studies.catalogue, study);
	if (thumbnail === null) return notFound();
	const { instance, frame } = thumbnail;
	const slice = await app.studies.frames.preview(instance, frame, size, event.request.signal);
	if (!slice.ok) return frameAnswer(slice.reason);
	return sliceAnswer(slice.value, {
		request: event.request,
		etag: `${instance.sha256.slice(0, 32)}-${derivationVersion}-${frame}-list`,
		caching: cachingOf(event.locals.principal, false),
		headers: { 'content-type': 'image/webp' },
	});
};
