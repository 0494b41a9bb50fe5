import { notFound } from '#lib/server/app/answers.ts';
import { askedFrame, askedInstance, frameAnswer } from '#lib/server/app/asked-instance.ts';
import { cachingOf } from '#lib/server/app/keeping.ts';
import { sliceAnswer } from '#lib/server/app/slice-answer.ts';
import type { RequestHandler } from './$types';

/** One frame's lossless form (of a lossy original: its final one). */
export const GET: RequestHandler = async (event) => {
	const row = await askedInstance(event);
	if (row instanceof Response) return row;
	const frame = askedFrame(event);
	if (frame === null) return notFound();
	const { request, url, locals } = event;
	const slice = await locals.app.studies.frames.frame(row, frame, request.signal);
	if (!slice.ok) return frameAnswer(slice.reason);
	const { codec, sha256 } = slice.value;
	return sliceAnswer(slice.value, {
		request,
		etag: sha256 ?? row.sha256,
		caching: cachingOf(locals.principal, sha256 !== null && url.searchParams.get('v') === sha256),
		headers: { 'content-type': 'application/octet-stream', 'x-frame-codec': codec },
	});
};
