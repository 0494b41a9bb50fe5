import { notFound } from '#lib/server/app/answers.ts';
import { askedInstance } from '#lib/server/app/asked-instance.ts';
import type { RequestHandler } from './$types';

/** The data set as DICOM JSON, large values left out: for reports and for whatever has no screen of its own. */
export const GET: RequestHandler = async (event) => {
	const row = await askedInstance(event);
	if (row instanceof Response) return row;
	const headers = event.locals.app.studies.catalogue.datasets(row.study, row.series, row.instance);
	for await (const header of headers) {
		return new Response(JSON.stringify(header.dataset), {
			headers: { 'content-type': 'application/json', 'cache-control': 'private, no-cache' },
		});
	}
	return notFound();
};
