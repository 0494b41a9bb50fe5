import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { elsewhere, judgeDoor } from '#lib/server/app/live-door.ts';
import type { RequestHandler } from './$types';

/** Reached without an upgrade: what a page asks whose socket wasn't opened. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const as = url.searchParams.get('as');
	const door = await judgeDoor(locals.app, locals.principal, { consult: params.id, as });
	if (door.open && (await locals.app.consults.elsewhere(params.id)))
		return codeAnswer(elsewhere.status, elsewhere.code, { 'retry-after': '5' });
	if (door.open) return codeAnswer(426, 'upgrade-needed', { upgrade: 'websocket', connection: 'upgrade' });
	return door.status === 404 ? notFound() : codeAnswer(door.status, door.code);
};
