import * as v from 'valibot';
import { needsProof } from '#lib/access/staff.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { changeSetting, parseChange } from '#lib/server/identity/settings.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	key: v.pipe(v.string(), v.maxLength(40)),
	value: v.union([v.number(), v.pipe(v.string(), v.maxLength(40))]),
	scope: v.picklist(['hub', 'hospital']),
});

/** A hospital's administrator sets their hospital's, the operator the hub's; either has proved a moment ago who they are. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const body = await readJson(event.request, Body, 512);
	if (!body.ok) return codeAnswer(400, body.reason);
	const { key, value, scope } = body.value;
	const no = await refusal(event, {
		action: 'administer',
		area: scope === 'hub' ? 'system' : 'policies',
	});
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	if (needsProof(principal, now)) return codeAnswer(403, 'step-up-needed');
	const change = parseChange(key, value, scope === 'hub' ? null : principal.hospital.hcode);
	if (!change.ok) return codeAnswer(400, change.reason);
	const actor = { who: `staff:${principal.personId}`, from: event.getClientAddress(), requestId, now };
	await changeSetting(app.db, change.value, actor);
	return new Response(null, { status: 204 });
};
