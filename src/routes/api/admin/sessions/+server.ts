import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { livingSessions } from '#lib/server/identity/staff-list.ts';
import { endSessionByAdmin } from '#lib/server/identity/staff-session.ts';
import type { RequestHandler } from './$types';

const Id = v.pipe(v.string(), v.maxLength(64));
const Body = v.variant('of', [
	v.object({ of: v.literal('person'), id: Id }),
	v.object({ of: v.literal('device'), id: Id }),
]);

/** Signs a person or a device out: the sessions for the administrator's own hospital, at once. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const body = await readJson(event.request, Body, 256);
	if (!body.ok) return codeAnswer(400, body.reason);
	const area = body.value.of === 'person' ? 'people' : 'devices';
	const no = await refusal(event, { action: 'administer', area });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	const { of, id } = body.value;
	const whose = {
		hospital: principal.hospital.hcode,
		...(of === 'person' ? { person: id } : { devices: [id] }),
	};
	const open = await livingSessions(app.db, whose, now);
	const actor = { who: `staff:${principal.personId}`, from: event.getClientAddress(), requestId, now };
	let ended = 0;
	for (const one of open) {
		if (!(await endSessionByAdmin(app.db, one.id, actor))) continue;
		app.live.tell({ kind: 'session-changed', session: one.id });
		ended++;
	}
	return json({ ended });
};
