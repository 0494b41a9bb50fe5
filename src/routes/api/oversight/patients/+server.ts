import { json } from '@sveltejs/kit';
import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { auditAsker } from '#lib/server/app/oversight/audit-asker.ts';
import { findPatients } from '#lib/server/app/oversight/patients.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

const Body = v.object({ text: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(100)) });

export const POST: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	const body = await readJson(event.request, Body, 2048);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	return json(await findPatients(event.locals.app.studies.catalogue, body.value.text, asker));
};
