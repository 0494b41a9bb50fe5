import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { markDevice } from '#lib/server/identity/staff-list.ts';
import type { RequestHandler } from './$types';

const Body = v.object({ shared: v.boolean() });

/** Whether others use this machine too: its sessions lock sooner. */
export const POST: RequestHandler = async ({ locals, request }) => {
	const { app, principal } = locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	if (principal.locked) return codeAnswer(401, 'locked');
	const body = await readJson(request, Body, 256);
	if (!body.ok) return codeAnswer(400, body.reason);
	await markDevice(app.db, principal.sessionId, body.value.shared);
	const view = await staffSessionView(app, principal);
	return view === null ? codeAnswer(401, 'sign-in-needed') : json(view);
};
