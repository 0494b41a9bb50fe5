import { json } from '@sveltejs/kit';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { auditAsker } from '#lib/server/app/oversight/audit-asker.ts';
import { ExportQuestion, exportTicket, readExportTicket } from '#lib/server/app/oversight/export-ticket.ts';
import { exportAudit, mayExport } from '#lib/server/app/oversight/export.ts';
import { auditQuestion } from '#lib/server/app/oversight/trail.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** May it begin, and where is it fetched: the address is good for a minute, for this session. */
export const POST: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	const { app } = event.locals;
	const now = app.clock();
	if (!mayExport(asker, now)) return codeAnswer(403, 'step-up-needed');
	const asked = await readJson(event.request, ExportQuestion, 1024);
	if (!asked.ok) return codeAnswer(asked.reason === 'too-large' ? 413 : 400, asked.reason);
	const ticket = exportTicket(app.keys, asked.value, { session: asker.staff.sessionId, now });
	return json({ to: `/api/oversight/export?ticket=${ticket}` });
};

export const GET: RequestHandler = async (event) => {
	const asker = await auditAsker(event, 'hospital');
	if (asker instanceof Response) return asker;
	const { app, requestId } = event.locals;
	const now = app.clock();
	if (!mayExport(asker, now)) return codeAnswer(403, 'step-up-needed');
	const ticket = event.url.searchParams.get('ticket') ?? '';
	const asked = readExportTicket(app.keys, ticket, { session: asker.staff.sessionId, now });
	if (asked === null) return notFound();
	const question = await auditQuestion(app.db, { of: 'hospital', person: '', hn: '', ...asked }, asker);
	if (question === null) return notFound();
	const body = await exportAudit(app, question, asker, { from: event.getClientAddress(), requestId });
	return new Response(body, {
		headers: {
			'content-type': 'application/fhir+ndjson',
			'content-disposition': `attachment; filename="audit-${new Date(now).toISOString().slice(0, 10)}.ndjson"`,
			'cache-control': 'private, no-store, no-transform',
		},
	});
};
