import { json } from '@sveltejs/kit';
import { readiness } from '#lib/server/app/readiness.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals }) => {
	const parts = await readiness({ db: locals.app.db, archive: locals.app.archive });
	const ready = Object.values(parts).every((part) => part === 'ok');
	return json({ status: ready ? 'ready' : 'unavailable', ...parts }, { status: ready ? 200 : 503 });
};
