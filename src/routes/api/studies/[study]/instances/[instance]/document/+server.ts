import { notFound } from '#lib/server/app/answers.ts';
import { askedInstance } from '#lib/server/app/asked-instance.ts';
import { pdfAnswer } from '#lib/server/app/document-answer.ts';
import { withOriginal } from '#lib/server/app/original-file.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async (event) => {
	const row = await askedInstance(event);
	if (row instanceof Response) return row;
	if (row.kind !== 'pdf') return notFound();
	return withOriginal(event.locals.app, row, event.request.signal, (part10) => pdfAnswer(part10, row.sha256));
};
