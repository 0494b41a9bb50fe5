import { notFound } from '#lib/server/app/answers.ts';
import { askedFrame, askedInstance, frameAnswer } from '#lib/server/app/asked-instance.ts';
import { cachingOf } from '#lib/server/app/keeping.ts';
import { sliceAnswer } from '#lib/server/app/slice-answer.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import type { RequestHandler } from './$types';

/** WebP at the default window: to be shown at once, never to be read. */
export const GET: RequestHandler = async (event) => {
	const row = await askedInstance(event);
	if (row instanceof Response) return row;
	const frame = askedFrame(event);
	const size = Number(event.url.searchParams.get('size') ?? 512);
	if (frame === null || !Number.isInteger(size) || size < 1) return notFound();
	const { request, url, locals } = event;
	const slice = await locals.app.studies.frames.preview(row, frame, size, request.signal);
	if (!slice.ok) return frameAnswer(slice.reason);
	return sliceAnswer(slice.value, {
		request,
		etag: `${row.sha256.slice(0, 32)}-${derivationVersion}-${frame}-${size}`,
		caching: cachingOf(locals.principal, url.searchParams.has('v')),
		headers: { 'content-type': 'image/webp' },
	});
};
