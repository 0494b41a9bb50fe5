import { json } from '@sveltejs/kit';
import { notFound } from '#lib/server/app/answers.ts';
import { answerSeat } from '#lib/server/app/consults/answer.ts';
import type { RequestHandler } from './$types';

/** What waits for the archive, or was refused by it, is tried again now. */
export const POST: RequestHandler = async (event) => {
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return seated;
	if (seated.seat.role === 'observer') return notFound();
	const { answers } = event.locals.app;
	await answers.handBack.again(event.params.id);
	return json(await answers.read(seated.seat, seated.staff));
};
