import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { forgetFilter } from '#lib/server/worklist/saved-filters.ts';
import type { RequestHandler } from './$types';

export const DELETE: RequestHandler = async (event) => {
	const caller = await worklistCaller(event);
	if (caller instanceof Response) return caller;
	await forgetFilter(event.locals.app.db, caller.person, event.params.id);
	return new Response(null, { status: 204 });
};
