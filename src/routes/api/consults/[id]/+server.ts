import { json } from '@sveltejs/kit';
import { notFound } from '#lib/server/app/answers.ts';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { consultDetail } from '#lib/server/app/consults/detail.ts';
import type { RequestHandler } from './$types';

/** The question, how it stands and how it came there; opening its pictures is another question (`seatOf`). */
export const GET: RequestHandler = async (event) => {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	const detail = await consultDetail(event.locals.app.db, reader, event.params.id);
	return detail === null ? notFound() : json(detail);
};
