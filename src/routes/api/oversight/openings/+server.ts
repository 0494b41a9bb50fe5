import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { isUid } from '#lib/dicom/uid.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { auditAsker } from '#lib/server/app/oversight/audit-asker.ts';
import { patientOpenings } from '#lib/server/app/oversight/patients.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	studies: v.pipe(v.array(v.pipe(v.string(), v.check(isUid))), v.minLength(1), v.maxLength(200)),
	offset: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)),
});

export const POST: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	const body = await readJson(event.request, Body, 16 * 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { app, requestId } = event.locals;
	const reading = { from: event.getClientAddress(), requestId, now: app.clock() };
	return json(await patientOpenings(app.db, body.value, asker, reading));
};
