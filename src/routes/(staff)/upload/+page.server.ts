import { sendingOf } from '#lib/server/app/upload-sender.ts';
import type { PageServerLoad } from './$types';

/** What waits for this person from before; `allowed` is false for roles that don't store pictures. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const sending = await sendingOf(event);
	if (sending instanceof Response) return { allowed: false, batch: null };
	return { allowed: true, batch: await event.locals.app.uploads.current(sending.sender) };
};
