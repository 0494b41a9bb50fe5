import { json } from '@sveltejs/kit';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { judgeDoor } from '#lib/server/app/live-door.ts';
import { recordPage } from '#lib/server/consult/live/record-page.ts';
import type { RequestHandler } from './$types';

/** The record for whom no socket is let through; the door is the live line's own. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
	const { app, principal } = locals;
	const as = url.searchParams.get('as');
	const door = await judgeDoor(app, principal, { consult: params.id, as });
	if (!door.open) return door.status === 404 ? notFound() : codeAnswer(door.status, door.code);
	const { staff, seat } = door;
	const draft = /^\d{1,9}$/.exec(url.searchParams.get('draft') ?? '')?.[0];
	const page = await recordPage(
		app.db,
		{ seat, person: staff.personId },
		{ since: url.searchParams.get('since'), draft: draft === undefined ? null : Number(draft) },
	);
	return json(page, { headers: { 'cache-control': 'private, no-store' } });
};
