import { json } from '@sveltejs/kit';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { countConsults } from '#lib/server/consult/request/list.ts';
import type { RequestHandler } from './$types';

/** How many wait and how many have news: for the menu's badge. */
export const GET: RequestHandler = async (event) => {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	return json(await countConsults(event.locals.app.db, reader));
};
