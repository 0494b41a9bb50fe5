import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import type { Staff } from '#lib/access/staff.ts';
import type { MySessionList } from '#lib/session/my-sessions.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import type { App } from '#lib/server/app/app.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { livingSessions } from '#lib/server/identity/staff-list.ts';
import { endStaffSession } from '#lib/server/identity/staff-session.ts';
import type { RequestHandler } from './$types';

/** null: all but this one */
const Body = v.object({ session: v.nullable(v.pipe(v.string(), v.maxLength(64))) });

export const GET: RequestHandler = async ({ locals }) => {
	const { app, principal } = locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	if (principal.locked) return codeAnswer(401, 'locked');
	return json(await mine(app, principal));
};

/** Ends one's own sessions elsewhere; somebody else's are not found. */
export const POST: RequestHandler = async ({ locals, request, getClientAddress }) => {
	const { app, principal, requestId } = locals;
	if (principal.kind !== 'staff') return codeAnswer(401, 'sign-in-needed');
	if (principal.locked) return codeAnswer(401, 'locked');
	const body = await readJson(request, Body, 256);
	if (!body.ok) return codeAnswer(400, body.reason);
	const now = app.clock();
	const others = (await livingSessions(app.db, { person: principal.personId }, now)).filter(
		(one) => one.id !== principal.sessionId,
	);
	const wanted = body.value.session;
	const actor = { who: `staff:${principal.personId}`, from: getClientAddress(), requestId, now };
	for (const { id } of others.filter((one) => wanted === null || one.id === wanted)) {
		if (await endStaffSession(app.db, id, 'other-device', actor))
			app.live.tell({ kind: 'session-changed', session: id });
	}
	return json(await mine(app, principal));
};

async function mine(app: App, staff: Staff): Promise<MySessionList> {
	const now = app.clock();
	const sessions = await livingSessions(app.db, { person: staff.personId }, now);
	return {
		now,
		sessions: sessions.map(({ id, deviceLabel, sharedDevice, locked, createdAt, lastActiveAt }) => ({
			id,
			here: id === staff.sessionId,
			deviceLabel,
			sharedDevice,
			locked,
			createdAt,
			lastActiveAt,
		})),
	};
}
