import { answerSeat } from '#lib/server/app/consults/answer.ts';
import type { PageServerLoad } from './$types';

/** Every signed version of an answer, to be read on paper. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const seated = await answerSeat(event, event.params.id);
	if (seated instanceof Response) return { kind: 'refused' } as const;
	const { versions } = await event.locals.app.answers.read(seated.seat, seated.staff);
	return { kind: 'answer', consult: event.params.id, versions } as const;
};
