/** What our own viewer is given of a picture, once it's known that the caller may see its study. */
import type { StudyUid } from '#lib/dicom/uid.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import { notFound } from './answers.ts';
import { askedFrame, frameAnswer, instanceIn } from './asked-instance.ts';
import type { AskingHttp } from './asked-instance.ts';
import { cachingOf } from './keeping.ts';
import { sliceAnswer } from './slice-answer.ts';

/** One frame's lossless form (of a lossy original: its final one). */
export async function ownFrame(event: AskingHttp, study: StudyUid): Promise<Response> {
	const row = await instanceIn(event, study);
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
}

/** WebP at the default window: to be shown at once, never to be read. */
export async function ownPreview(event: AskingHttp, study: StudyUid): Promise<Response> {
	const row = await instanceIn(event, study);
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
}
