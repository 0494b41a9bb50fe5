import { json } from '@sveltejs/kit';
import { refusal } from '#lib/server/app/answers.ts';
import { knownPeople } from '#lib/server/identity/link-recipients.ts';
import type { RequestHandler } from './$types';

/** `?hospital=` its hcode: colleagues whom a link can name. A directory of staff, nothing of patients. */
export const GET: RequestHandler = async (event) => {
	const no = await refusal(event, { action: 'manage-links', of: 'own' });
	if (no !== null) return no;
	const hcode = event.url.searchParams.get('hospital') ?? '';
	return json(await knownPeople(event.locals.app.db, hcode.slice(0, 20)));
};
