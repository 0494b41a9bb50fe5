import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { answerSeat } from '#lib/server/app/consults/answer.ts';
import type { RequestHandler } from './$types';

/** A key image as it was looked at, from the original file, without its marks. `?small`: for a list. */
export const GET: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	const { app } = event.locals;
	const size = event.url.searchParams.has('small') ? 144 : 1000;
	const picture = await app.answers.picture(seated.seat, event.params.event, size, event.request.signal);
	if (picture === null) return notFound();
	if (!picture.ok) {
		return picture.reason === 'archive-unavailable'
			? codeAnswer(503, picture.reason, { 'retry-after': '5' })
			: codeAnswer(422, picture.reason);
	}
	return new Response(new Uint8Array(picture.value), {
		headers: { 'content-type': 'image/jpeg', 'cache-control': 'private, no-store' },
	});
};
