import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { auditAsker } from '#lib/server/app/oversight/audit-asker.ts';
import { exportAudit, mayExport } from '#lib/server/app/oversight/export.ts';
import { TrailQuestion, auditQuestion } from '#lib/server/app/oversight/trail.ts';
import type { RequestHandler } from './$types';

const longestForm = 4096;
const Form = v.pipe(v.string(), v.maxLength(longestForm), v.parseJson(), TrailQuestion);

/** A form's answer, so that the browser writes the file as it comes; the question is the trail's, as JSON in one field. */
export const POST: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	const { app, requestId } = event.locals;
	if (!mayExport(asker, app.clock())) return codeAnswer(403, 'step-up-needed');
	const asked = v.safeParse(Form, (await event.request.formData()).get('question'));
	if (!asked.success) return codeAnswer(400, 'malformed');
	const question = await auditQuestion(app.db, { ...asked.output, of: 'hospital' }, asker);
	if (question === null) return codeAnswer(404, 'nothing-found');
	const body = await exportAudit(app, question, asker, { from: event.getClientAddress(), requestId });
	const day = new Date(app.clock()).toISOString().slice(0, 10);
	return new Response(body, {
		headers: {
			'content-type': 'application/fhir+ndjson',
			'content-disposition': `attachment; filename="audit-${day}.ndjson"`,
			'cache-control': 'private, no-store, no-transform',
		},
	});
};

/** Whether an export may begin now: asked before the form is sent, whose answer replaces no page only when it is a file. */
export const GET: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	return mayExport(asker, event.locals.app.clock())
		? new Response(null, { status: 204 })
		: codeAnswer(403, 'step-up-needed');
};
