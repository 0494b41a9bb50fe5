import * as v from 'valibot';
import { needsProof } from '#lib/access/staff.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import type { RequestHandler } from './$types';

const name = v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(200));
const Body = v.object({
	hcode: v.pipe(v.string(), v.regex(/^\d{5}$/)),
	hcode9: v.nullable(v.pipe(v.string(), v.regex(/^[A-Z]{2}\d{7}$/))),
	nameTh: name,
	nameEn: name,
	/** as the hospital's machines write it (Institution Name, 0008,0080) */
	institutions: v.pipe(v.array(name), v.maxLength(100)),
});

/** Whose a study is that comes without a sender's hospital: what decides who may see it. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const no = await refusal(event, { action: 'administer', area: 'hospitals' });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	if (needsProof(principal, now)) return codeAnswer(403, 'step-up-needed');
	const body = await readJson(event.request, Body, 32 * 1024);
	if (!body.ok) return codeAnswer(400, body.reason);
	const actor = { who: `staff:${principal.personId}`, from: event.getClientAddress(), requestId, now };
	const put = await putHospital(app.db, body.value, actor);
	return put ? new Response(null, { status: 204 }) : codeAnswer(409, 'hcode9-taken');
};
