import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { answerSeat, askedVersion } from '#lib/server/app/consults/answer.ts';
import type { RequestHandler } from './$types';

/** The letter, the same bytes that go into the archive; made now when nobody has yet. */
export const GET: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	const { app } = event.locals;
	const version = await askedVersion(app, event.params.id, event.params.version);
	if (version === null) return notFound();
	// Not this request's signal: whoever else waits for the same letter goes on waiting when this one leaves.
	const bytes = await app.answers.letters.get(event.params.id, version, AbortSignal.timeout(90_000));
	if (bytes === null) return codeAnswer(503, 'archive-unavailable', { 'retry-after': '5' });
	return new Response(new Uint8Array(bytes), {
		headers: {
			'content-type': 'application/pdf',
			'content-length': String(bytes.byteLength),
			'content-disposition': `inline; filename="answer-${version}.pdf"`,
			'cache-control': 'private, no-store',
		},
	});
};
